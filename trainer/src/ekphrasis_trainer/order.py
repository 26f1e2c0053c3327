"""In which order samples come: every step takes the same ones, however many devices share it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
from torch.utils.data import Sampler


def steps_of(samples: int, epochs: float, batch: int, most: int | None) -> int:
    """Steps of a job: all epochs, the last step filled up from the next one; at least one."""
    steps = max(1, math.ceil(samples * epochs / batch))
    return steps if most is None else min(steps, most)


class StepOrder(Sampler[int]):
    """The whole job's order of samples: one shuffled epoch after another, `batch` samples a step.

    A step is never short and never crosses processes unevenly, so a job resumes at any world size. With lengths, a step's
    samples are all with or all without pictures and of like lengths, as LLaVA's `group_by_modality_length`, whose groups are made for
    the global batch here: they do not depend on the number of devices either.
    """

    def __init__(self, samples: int, steps: int, batch: int, seed: int, lengths: Sequence[int] | None = None) -> None:
        self.samples = samples
        self.steps = steps
        self.batch = batch
        self.seed = seed
        self.lengths = lengths

    def __len__(self) -> int:
        return self.steps * self.batch

    def __iter__(self) -> Iterator[int]:
        left = len(self)
        epoch = 0
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

    Within a modality: shuffle, cut into stretches of 8 steps, sort each by length, cut into steps, shuffle the steps. What
    is left over is filled up with samples of the same modality, so that no step is mixed.
    """
    steps: list[list[int]] = []
    for wanted in (True, False):
        members = [index for index, length in enumerate(lengths) if (length > 0) == wanted]
        if not members:
            continue
        shuffled = [members[at] for at in torch.randperm(len(members), generator=generator).tolist()]
        whole = math.ceil(len(shuffled) / batch) * batch
        shuffled = [shuffled[at % len(shuffled)] for at in range(whole)]
        for begin in range(0, whole, 8 * batch):
            stretch = sorted(shuffled[begin : begin + 8 * batch], key=lambda index: -abs(lengths[index]))
            steps += [stretch[at : at + batch] for at in range(0, len(stretch), batch)]
    order = torch.randperm(len(steps), generator=generator).tolist()
    return [index for at in order for index in steps[at]]
