"""Records as samples, and in which order they come. What cannot be rendered is replaced and told."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch.utils.data import Dataset, Sampler

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.records import RecordFile, Unusable
from ekphrasis_trainer.rendering import Sample
from ekphrasis_trainer.spec import Spec

MOST_TRIES: Final = 1000


@dataclass(frozen=True)
class Drawn:
    """A sample, the rejected one of a pair, and what was left out before it was found: reason and example each."""

    sample: Sample
    rejected: Sample | None
    left_out: tuple[tuple[str, str], ...]


class Samples(Dataset[Drawn]):
    """One sample a record. Instead of a record that turns out unusable comes the next usable one, the same at every try."""

    def __init__(self, records: RecordFile, renderer: Any, *, pairs: bool = False) -> None:
        self.records = records
        self.renderer = renderer
        self.pairs = pairs

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: int) -> Drawn:
        left_out: list[tuple[str, str]] = []
        for step in range(min(len(self), MOST_TRIES)):
            record = self.records[(index + step) % len(self)]
            try:
                rejected = self.renderer.rejected(record) if self.pairs else None
                return Drawn(self.renderer.render(record), rejected, tuple(left_out))
            except Unusable as unusable:
                left_out.append((unusable.reason, unusable.example or record.id))
        reasons = ", ".join(sorted({reason for reason, _ in left_out}))
        raise TrainerError("DATA_BROKEN", f"{len(left_out)} records in a row cannot be used ({reasons}).")


def open_records(spec: Spec, path: str, *, fraction: float = 1.0) -> RecordFile:
    """The usable records of a file; raises a `TrainerError` where there are none or too many are unusable."""
    pairs = spec.recipe == "dpo"
    records = RecordFile(Path(path), fraction=fraction, instruction=spec.instruction, pairs=pairs)
    reasons = ", ".join(f"{count} {reason}" for reason, count, _ in records.skipped.by_reason())
    if len(records) == 0 and "no-rejected-reply" in records.skipped.counts:
        raise TrainerError("DATA_NOT_PREFERENCES", f"No record of {path} has a `rejected` reply beside the preferred.")
    if len(records) == 0:
        raise TrainerError("DATA_EMPTY", f"{path} has no usable record ({reasons or 'it is empty'}).")
    refuse_broken(spec, records.skipped.total, records.total, reasons)
    return records


def refuse_broken(spec: Spec, broken: int, total: int, reasons: str) -> None:
    """Stops the job where more records are unusable than the spec allows."""
    most = spec.data.most_broken
    if broken > most * total:
        message = f"{broken} of {total} records cannot be used ({reasons}); at most {most:.2%} may be so."
        raise TrainerError("DATA_BROKEN", message)


def steps_of(samples: int, epochs: float, batch: int, most: int | None) -> int:
    """Steps of a job: all epochs, the last step filled up from the next one; at least one."""
    steps = max(1, math.ceil(samples * epochs / batch))
    return steps if most is None else min(steps, most)


@dataclass(eq=False)
class StepOrder(Sampler[int]):
    """The whole job's order of samples: one shuffled epoch after another, `batch` samples a step.

    A step is never short and never crosses processes unevenly, so a job resumes at any world size. With lengths, a
    step's samples are all with or all without pictures and of like lengths, as LLaVA's `group_by_modality_length`,
    whose groups are made for the global batch here: they do not depend on the number of devices either.
    """

    samples: int
    steps: int
    batch: int
    seed: int
    lengths: Sequence[int] | None = None

    def __len__(self) -> int:
        return self.steps * self.batch

    def __iter__(self) -> Iterator[int]:
        left, epoch = len(self), 0
        while left > 0:
            order = self.epoch(epoch)[:left]
            yield from order
            left -= len(order)
            epoch += 1

    def epoch(self, epoch: int) -> list[int]:
        """The order of one epoch; grouped ones are whole steps."""
        generator = torch.Generator().manual_seed(self.seed + epoch)
        if self.lengths is None:
            return torch.randperm(self.samples, generator=generator).tolist()
        return grouped_by_modality(self.lengths, self.batch, generator)


def grouped_by_modality(lengths: Sequence[int], batch: int, generator: torch.Generator) -> list[int]:
    """Steps of `batch` like samples in random order. `lengths` below zero are those of records without a picture.

    Within a modality: shuffle, cut into stretches of 8 steps, sort each by length, cut into steps, shuffle the steps.
    What is left over is filled up with samples of the same modality, so that no step is mixed.
    """
    steps: list[list[int]] = []
    for pictured in (True, False):
        members = [index for index, length in enumerate(lengths) if (length > 0) == pictured]
        shuffled = [members[at] for at in torch.randperm(len(members), generator=generator).tolist()]
        whole = math.ceil(len(shuffled) / batch) * batch
        shuffled = [shuffled[at % len(shuffled)] for at in range(whole)]
        for begin in range(0, whole, 8 * batch):
            stretch = sorted(shuffled[begin : begin + 8 * batch], key=lambda index: -abs(lengths[index]))
            steps += [stretch[at : at + batch] for at in range(0, len(stretch), batch)]
    order = torch.randperm(len(steps), generator=generator).tolist()
    return [index for at in order for index in steps[at]]
