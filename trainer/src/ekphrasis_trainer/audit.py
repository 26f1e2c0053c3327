"""What the records look like to the recipe, before anything is trained."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ekphrasis_trainer.models import check_folder, load_processor
from ekphrasis_trainer.records import Record, RecordFile, Unusable
from ekphrasis_trainer.rendering import IGNORED, Renderer, Sample
from ekphrasis_trainer.spec import Spec

MOST_RENDERED: Final = 2000
SAMPLES_SHOWN: Final = 5
SECONDS_BETWEEN: Final = 0.5


def audit(spec: Spec, progress: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Counts as `schema/train-audit.json` describes them; nothing is refused, whatever the share of unusable records."""
    check_folder(Path(spec.model))
    renderer = Renderer(load_processor(Path(spec.model)), spec)
    data, pairs = spec.data, spec.recipe == "dpo"
    records = RecordFile(Path(data.train), fraction=data.fraction, instruction=spec.instruction, pairs=pairs)
    held_out = 0 if data.held_out is None else len(RecordFile(Path(data.held_out)))
    rendered: list[Sample] = []
    shown: list[dict[str, Any]] = []
    told = time.monotonic()
    # Evenly spaced ones where there are many.
    count = min(len(records), MOST_RENDERED)
    for done in range(count):
        record = records[done * len(records) // count]
        try:
            sample = renderer.render(record)
        except Unusable as unusable:
            records.skipped.add(unusable.reason, unusable.example or record.id)
            continue
        if len(shown) < SAMPLES_SHOWN:
            shown.append(_shown(record, sample, renderer))
        # Its pictures may be large, and only its tokens are counted.
        rendered.append(Sample(sample.input_ids, sample.labels, cut=sample.cut))
        if time.monotonic() - told > SECONDS_BETWEEN:
            told = time.monotonic()
            progress({"kind": "progress", "done": done + 1, "of": count})
    lengths = [len(sample.input_ids) + sample.cut for sample in rendered]
    kept = sum(len(sample.input_ids) for sample in rendered)
    left_out = sum(records.skipped.counts.get(reason, 0) for reason in ("too-long", "picture-too-long"))
    return {
        "kind": "audit",
        "records": records.total,
        "held_out_records": held_out,
        "usable": len(records),
        "text_only": sum(length < 0 for length in records.lengths),
        "skipped": {
            reason: {"count": number, "examples": examples} for reason, number, examples in records.skipped.by_reason()
        },
        "rendered": len(rendered),
        "too_long": left_out + sum(sample.cut > 0 for sample in rendered),
        "longest_tokens": max(lengths, default=0),
        "mean_tokens": sum(lengths) / max(len(lengths), 1),
        "loss_token_share": sum(label != IGNORED for each in rendered for label in each.labels) / max(kept, 1),
        "samples": shown,
    }


def _shown(record: Record, sample: Sample, renderer: Renderer) -> dict[str, Any]:
    """The sample in stretches of one kind, each as text; a picture's tokens are not spelled out."""

    def kind(pair: tuple[int, int]) -> str:
        token, label = pair
        return "image" if token in renderer.image_ids else "masked" if label == IGNORED else "trained"

    pieces = []
    for name, stretch in itertools.groupby(zip(sample.input_ids, sample.labels, strict=True), key=kind):
        tokens = [token for token, _ in stretch]
        text = "" if name == "image" else renderer.processor.tokenizer.decode(tokens, skip_special_tokens=False)
        pieces.append({"text": text, "kind": name, "tokens": len(tokens)})
    return {
        "id": record.id,
        "images": list(record.images),
        "pieces": pieces,
        "tokens": len(sample.input_ids),
        "cut_tokens": sample.cut,
    }
