"""Samples to batches: padded on the right, pictures one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import pad

from ekphrasis_trainer.rendering import IGNORED, Sample


@dataclass(frozen=True)
class Collator:
    """`input_ids`, `labels`, `attention_mask` (batch, tokens), and the pictures' tensors of all samples."""

    pad_id: int

    def __call__(self, samples: Sequence[Sample]) -> dict[str, Any]:
        """The batch, as wide as its longest sample."""
        width = max(len(sample.input_ids) for sample in samples)
        batch: dict[str, Any] = {
            "input_ids": _rows([sample.input_ids for sample in samples], width, self.pad_id),
            "labels": _rows([sample.labels for sample in samples], width, IGNORED),
            "attention_mask": _rows([[1] * len(sample.input_ids) for sample in samples], width, 0),
        }
        for key in sorted({key for sample in samples for key in sample.beside}):
            rows = [sample.beside.get(key, [0] * len(sample.input_ids)) for sample in samples]
            batch[key] = _rows(rows, width, 0)
        for key in sorted({key for sample in samples for key in sample.pixels}):
            batch[key] = _stacked([sample.pixels[key] for sample in samples if key in sample.pixels])
        return batch


def _rows(rows: list[list[int]], width: int, filling: int) -> torch.Tensor:
    return torch.tensor([row + [filling] * (width - len(row)) for row in rows])


def _stacked(tensors: list[torch.Tensor]) -> torch.Tensor:
    """One after another in the first dimension; where the rest differs (tiles, sides), filled up with zeros.

    Processors of any resolution fill up so themselves when they are given a whole batch: tiles that are missing (LLaVA-OneVision,
    SmolVLM) are known by the picture's size or by being all zero.
    """
    shape = [max(sizes) for sizes in zip(*(tensor.shape[1:] for tensor in tensors), strict=True)]
    filled = []
    for tensor in tensors:
        missing = [want - have for want, have in zip(shape, tensor.shape[1:], strict=True)]
        # `pad` counts from the last dimension.
        filled.append(pad(tensor, [side for lack in reversed(missing) for side in (0, lack)]))
    return torch.cat(filled)
