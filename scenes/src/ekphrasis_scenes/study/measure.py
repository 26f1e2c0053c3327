"""Measures a job's model: its greedy captions of held-out records, against their own and against the truth."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import torch

from ekphrasis_scenes.score import score_captions
from ekphrasis_scenes.write import read_truth
from ekphrasis_trainer.evaluation import prompt
from ekphrasis_trainer.models import load_model, load_processor
from ekphrasis_trainer.records import Unusable
from ekphrasis_trainer.spec import Spec

#: Pictures that are captioned at once.
_BATCH = 32
#: Says nothing about whether two captions speak of the same things; as `nodes/evaluation/agreement.ts` has it.
_COMMON = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "into", "is", "it"),
        *("its", "of", "on", "or", "that", "the", "their", "there", "these", "this", "to", "up", "was", "which"),
        *("while", "with"),
    )
)


class Pinned(NamedTuple):
    """A picture that is captioned, as an evaluation's in a spec."""

    hash: str
    image: str
    question: str
    reference: str


def measure(spec: Spec, folder: Path, records: Path, truth: Path | None, *, most: int) -> dict[str, Any]:
    """Figures of the first ``most`` records with one picture: ``agreement`` with their replies, and shares by attribute."""
    device = "cuda" if torch.cuda.is_available() and spec.hardware.device in ("auto", "cuda") else "cpu"
    model = load_model(folder, dtype="float32").eval().to(device)
    processor = load_processor(folder)
    asked = list(islice(_pinned(records), most))
    told = dict(_captions(model, processor, spec, asked, device))
    references = {one.hash: one.reference for one in asked}
    figures: dict[str, Any] = {"captions": len(told), "unusable": len(asked) - len(told)}
    if told:
        shares = [_agreement(text, references[name]) for name, text in told.items()]
        figures["agreement"] = round(sum(shares) / len(shares), 4)
    if truth is not None:
        scenes = {name: scene for name, (scene, _) in read_truth(truth).items()}
        known = [(scenes[name], text) for name, text in told.items() if name in scenes]
        scores = score_captions(known)
        figures["measures"] = {name: {"share": round(one.value, 4), "of": one.of} for name, one in scores.items()}
        figures["scored"] = len(known)
    return figures


def _pinned(records: Path) -> Iterator[Pinned]:
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            turns = {turn["from"]: turn["value"] for turn in one["conversations"][:2]}
            if len(one["images"]) == 1 and "gpt" in turns:
                yield Pinned(one["id"], one["images"][0], turns.get("human", ""), turns["gpt"])


@torch.no_grad()
def _captions(model: Any, processor: Any, spec: Spec, asked: list[Pinned], device: str) -> Iterator[tuple[str, str]]:
    """Prompts of equal shape go together, so that nothing is padded."""
    alike: dict[tuple[Any, ...], list[tuple[str, dict[str, torch.Tensor]]]] = defaultdict(list)
    for one in asked:
        try:
            inputs = prompt(processor, spec, one)
        except Unusable:
            continue
        alike[tuple(value.shape for value in inputs.values())].append((one.hash, inputs))
    most = spec.evaluation.max_new_tokens
    for group in alike.values():
        for start in range(0, len(group), _BATCH):
            part = group[start : start + _BATCH]
            batch = {key: torch.cat([inputs[key] for _, inputs in part]).to(device) for key in part[0][1]}
            output = model.generate(**batch, max_new_tokens=most, do_sample=False, num_beams=1)
            new = output[:, batch["input_ids"].shape[1] :]
            texts = processor.tokenizer.batch_decode(new, skip_special_tokens=True)
            yield from ((name, text.strip()) for (name, _), text in zip(part, texts, strict=True))


def _agreement(one: str, other: str) -> float:
    """Sørensen-Dice coefficient over their different words without the commonest English ones."""
    left, right = ({word for word in re.findall(r"\w+", text.lower()) if word not in _COMMON} for text in (one, other))
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 1.0
