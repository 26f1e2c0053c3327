"""What is minimised: a loss over items (tokens, pairs, patches), averaged over all items of a step on all devices.

It adds up over micro-batches and devices, and is then divided once by the number of items.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch.nn.functional import cross_entropy, logsigmoid, pad

from ekphrasis_trainer.dataset import Drawn
from ekphrasis_trainer.rendering import IGNORED, Sample

Batch = dict[str, Any]


class CaptionLoss:
    """Cross-entropy of each learned token, given all before it."""

    def __init__(self, pad_id: int) -> None:
        self._pad_id = pad_id

    def collate(self, drawn: Sequence[Drawn]) -> Batch:
        """The samples, then the rejected ones of pairs, as one batch; runs in the processes that load data."""
        rejected = [each.rejected for each in drawn if each.rejected is not None]
        return collate([*(each.sample for each in drawn), *rejected], self._pad_id)

    def items(self, batch: Batch) -> torch.Tensor:
        """Tokens that are learned."""
        return (batch["labels"][:, 1:] != IGNORED).sum()

    def loss(self, model: Any, batch: Batch) -> torch.Tensor:
        """Sum over tokens, in 32 bits."""
        return token_losses(model, batch)[0].sum()


class PreferenceLoss(CaptionLoss):
    """DPO (arXiv 2305.18290), sigmoid form: −log σ(β((log π/π_ref)(chosen) − (log π/π_ref)(rejected))).

    The reference is the model before training: the same weights with their adapters off, or a frozen copy.
    """

    def __init__(self, pad_id: int, beta: float, reference: Any | None) -> None:
        super().__init__(pad_id)
        self._beta = beta
        self._reference = reference

    def items(self, batch: Batch) -> torch.Tensor:
        """Pairs."""
        return torch.tensor(len(batch["labels"]) // 2)

    def loss(self, model: Any, batch: Batch) -> torch.Tensor:
        """Sum over pairs."""
        plain = getattr(model, "module", model)
        learned = log_probabilities(model, batch)
        with torch.no_grad(), plain.disable_adapter() if self._reference is None else nullcontext():
            fixed = log_probabilities(plain if self._reference is None else self._reference, batch)
        chosen, rejected = (learned - fixed).chunk(2)
        return -logsigmoid(self._beta * (chosen - rejected)).sum()


def log_probabilities(model: Any, batch: Batch) -> torch.Tensor:
    """Log-probability of each sample's learned tokens together; (batch,)."""
    losses, rows = token_losses(model, batch)
    return losses.new_zeros(len(batch["labels"])).index_add(0, rows, -losses)


def token_losses(model: Any, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Cross-entropy of each learned token and the row it is in; (learned tokens,) both.

    Only learned positions are brought to 32 bits: the vocabulary is large.
    """
    inputs = {key: value for key, value in batch.items() if key != "labels"}
    logits = model(**inputs, use_cache=False).logits[:, :-1]
    targets = batch["labels"][:, 1:]
    learned = targets != IGNORED
    losses = cross_entropy(logits[learned].float(), targets[learned], reduction="none")
    return losses, learned.nonzero()[:, 0]


def collate(samples: Sequence[Sample], pad_id: int) -> Batch:
    """`input_ids`, `labels`, `attention_mask` (batch, tokens), padded on the right, and all samples' pictures."""
    width = max(len(sample.input_ids) for sample in samples)

    def rows(lists: list[list[int]], filling: int) -> torch.Tensor:
        return torch.tensor([row + [filling] * (width - len(row)) for row in lists])

    batch = {
        "input_ids": rows([sample.input_ids for sample in samples], pad_id),
        "labels": rows([sample.labels for sample in samples], IGNORED),
        "attention_mask": rows([[1] * len(sample.input_ids) for sample in samples], 0),
    }
    for key in sorted({key for sample in samples for key in sample.beside}):
        batch[key] = rows([sample.beside.get(key, [0] * len(sample.input_ids)) for sample in samples], 0)
    for key in sorted({key for sample in samples for key in sample.pixels}):
        batch[key] = _stacked([sample.pixels[key] for sample in samples if key in sample.pixels])
    return batch


def _stacked(tensors: list[torch.Tensor]) -> torch.Tensor:
    """One after another in the first dimension; where the rest differs (tiles, sides), filled up with zeros.

    Processors of any resolution fill up so themselves when they are given a whole batch: tiles that are missing
    (LLaVA-OneVision, SmolVLM) are known by the picture's size or by being all zero.
    """
    shape = [max(sizes) for sizes in zip(*(tensor.shape[1:] for tensor in tensors), strict=True)]
    filled = []
    for tensor in tensors:
        missing = [want - have for want, have in zip(shape, tensor.shape[1:], strict=True)]
        # `pad` counts from the last dimension.
        filled.append(pad(tensor, [side for lack in reversed(missing) for side in (0, lack)]))
    return torch.cat(filled)
