"""What the records look like to the recipe, before anything is trained."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ekphrasis_trainer.models import check_folder, load_processor
from ekphrasis_trainer.records import Record, RecordFile, Unusable
from ekphrasis_trainer.rendering import IGNORED, Renderer, Sample
from ekphrasis_trainer.spec import Spec

MOST_RENDERED = 2000
SAMPLES_SHOWN = 5
SECONDS_BETWEEN = 0.5

Tell = Callable[[dict[str, Any]], None]


def audit(spec: Spec, progress: Tell) -> dict[str, Any]:
    """Counts as `schema/train-audit.json` describes them; nothing is refused, whatever the share of unusable records."""
    check_folder(Path(spec.model))
    renderer = Renderer(load_processor(Path(spec.model)), spec)
    records = RecordFile(
        Path(spec.data.train),
        fraction=spec.data.fraction,
        instruction=spec.instruction,
        pairs=spec.recipe == "dpo",
    )
    held_out = 0 if spec.data.held_out is None else len(RecordFile(Path(spec.data.held_out)))
    chosen = _evenly(len(records), MOST_RENDERED)
    samples: list[tuple[Record, Sample]] = []
    told = time.monotonic()
    lengths: list[int] = []
    learned = too_long = 0
    for done, index in enumerate(chosen, start=1):
        record = records[index]
        try:
            sample = renderer.render(record)
        except Unusable as unusable:
            too_long += unusable.reason in ("too-long", "picture-too-long")
            records.skipped.add(unusable.reason, unusable.example or record.id)
            continue
        lengths.append(len(sample.input_ids) + sample.cut)
        learned += sum(label != IGNORED for label in sample.labels)
        too_long += sample.cut > 0
        if len(samples) < SAMPLES_SHOWN:
            samples.append((record, sample))
        if time.monotonic() - told > SECONDS_BETWEEN:
            told = time.monotonic()
            progress({"kind": "progress", "done": done, "of": len(chosen)})
    kept = sum(min(length, spec.optimizer.max_length) for length in lengths)
    return {
        "kind": "audit",
        "records": records.total,
        "held_out_records": held_out,
        "usable": len(records),
        "text_only": sum(length < 0 for length in records.lengths),
        "skipped": {
            reason: {"count": count, "examples": records.skipped.examples[reason]}
            for reason, count in sorted(records.skipped.counts.items())
        },
        "rendered": len(lengths),
        "too_long": too_long,
        "longest_tokens": max(lengths, default=0),
        "mean_tokens": sum(lengths) / max(len(lengths), 1),
        "loss_token_share": learned / max(kept, 1),
        "samples": [_shown(record, sample, renderer) for record, sample in samples],
    }


def _evenly(count: int, most: int) -> list[int]:
    return list(range(count)) if count <= most else [index * count // most for index in range(most)]


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
