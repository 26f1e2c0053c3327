"""What is minimised: a loss over items (tokens, pairs, patches), averaged over all items of a step on all devices."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, Protocol

import torch
from torch.nn.functional import cross_entropy, logsigmoid

from ekphrasis_trainer.collation import Collator
from ekphrasis_trainer.dataset import Drawn
from ekphrasis_trainer.rendering import IGNORED

Batch = dict[str, Any]


class Objective(Protocol):
    """A loss that adds up: over micro-batches and devices, then divided once by the number of items."""

    def collate(self, drawn: Sequence[Drawn]) -> Batch:
        """The batch for these samples; runs in the processes that load data."""
        ...

    def items(self, batch: Batch) -> torch.Tensor:
        """How many items the batch has, as a whole number."""
        ...

    def loss(self, model: Any, batch: Batch) -> torch.Tensor:
        """Sum of the loss over the items."""
        ...


class CaptionLoss:
    """Cross-entropy of each learned token, given all before it."""

    def __init__(self, pad_id: int) -> None:
        self._collate = Collator(pad_id)

    def collate(self, drawn: Sequence[Drawn]) -> Batch:
        """Samples one after another."""
        return self._collate([each.sample for each in drawn])

    def items(self, batch: Batch) -> torch.Tensor:
        """Tokens that are learned."""
        return (batch["labels"][:, 1:] != IGNORED).sum()

    def loss(self, model: Any, batch: Batch) -> torch.Tensor:
        """Sum over tokens, in 32 bits. Only learned positions are brought to 32 bits: the vocabulary is large."""
        inputs = {key: value for key, value in batch.items() if key != "labels"}
        logits = model(**inputs, use_cache=False).logits[:, :-1]
        targets = batch["labels"][:, 1:]
        learned = targets != IGNORED
        return cross_entropy(logits[learned].float(), targets[learned], reduction="sum")


class PreferenceLoss:
    """DPO (arXiv 2305.18290), sigmoid form: −log σ(β((log π/π_ref)(chosen) − (log π/π_ref)(rejected))).

    The reference is the model before training: the same weights with their adapters off, or a frozen copy.
    """

    def __init__(self, pad_id: int, beta: float, reference: Any | None) -> None:
        self._collate = Collator(pad_id)
        self._beta = beta
        self._reference = reference

    def collate(self, drawn: Sequence[Drawn]) -> Batch:
        """All chosen samples, then all rejected ones, in one batch."""
        rejected = [each.rejected for each in drawn if each.rejected is not None]
        return self._collate([*(each.sample for each in drawn), *rejected])

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
    inputs = {key: value for key, value in batch.items() if key != "labels"}
    logits = model(**inputs, use_cache=False).logits[:, :-1]
    targets = batch["labels"][:, 1:]
    learned = targets != IGNORED
    each = -cross_entropy(logits[learned].float(), targets[learned], reduction="none")
    sums = torch.zeros(len(targets), dtype=each.dtype, device=each.device)
    return sums.index_add(0, learned.nonzero()[:, 0], each)
