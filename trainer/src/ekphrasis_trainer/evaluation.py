"""Loss on held-out records, and captions of pinned images."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.utils.data import DataLoader

from ekphrasis_trainer.dataset import Samples
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.objectives import CaptionLoss
from ekphrasis_trainer.records import IMAGE_MARK, Unusable
from ekphrasis_trainer.rendering import Renderer
from ekphrasis_trainer.spec import Spec


@torch.no_grad()
def held_out_loss(model: Any, objective: CaptionLoss, samples: Samples, batch_size: int, accelerator: Any) -> float:
    """Mean over all items of the held-out records, which the processes share.

    All processes do the same number of batches, because the weights of ZeRO-3 are gathered by all of them together.
    """
    rank, world = accelerator.process_index, accelerator.num_processes
    share = list(range(rank, len(samples), world))
    batches = [share[at : at + batch_size] for at in range(0, len(share), batch_size)]
    filling = [[0]] * (math.ceil(math.ceil(len(samples) / world) / batch_size) - len(batches))
    # A generator of its own: making an iterator would otherwise draw from the one that training goes by.
    loader = DataLoader(
        samples, batch_sampler=batches + filling, collate_fn=objective.collate, generator=torch.Generator()
    )
    sums = torch.zeros(2, dtype=torch.float64)
    for number, batch in enumerate(loader):
        placed = {key: value.to(accelerator.device) for key, value in batch.items()}
        with accelerator.autocast():
            loss = objective.loss(model, placed)
        if number < len(batches):
            sums += torch.tensor([float(loss), float(objective.items(placed))], dtype=torch.float64)
    total, items = accelerator.reduce(sums.float().to(accelerator.device)).tolist()
    return total / max(items, 1)


@torch.no_grad()
def captions(
    model: Any, processor: Any, spec: Spec, events: EventWriter, accelerator: Any, *, together: bool
) -> list[dict[str, Any]]:
    """A greedy caption of each pinned image; `together` makes all processes take part, as ZeRO-3 needs."""
    tokenizer, wanted = processor.tokenizer, spec.evaluation
    made: list[dict[str, Any]] = []
    for pinned in wanted.pinned:
        try:
            inputs = prompt(processor, spec, pinned)
        except Unusable as unusable:
            message = f"A pinned image cannot be captioned: {unusable.reason}."
            events.warning("PINNED_UNUSABLE", message, examples=[pinned.image])
            continue
        inputs = {key: value.to(accelerator.device) for key, value in inputs.items()}
        limit = {"max_new_tokens": wanted.max_new_tokens, "do_sample": False, "num_beams": 1}
        with accelerator.autocast():
            output = model.generate(**inputs, **limit, synced_gpus=together)
        new = output[0, inputs["input_ids"].shape[1] :].tolist()
        text = tokenizer.decode(new, skip_special_tokens=True).strip()
        made.append({"hash": pinned.hash, "text": text, "finished": new[-1:] == [tokenizer.eos_token_id]})
    return made


def prompt(processor: Any, spec: Spec, pinned: Any) -> dict[str, torch.Tensor]:
    """What the model is asked about a pinned image (`image`, `question`), in the template that it is trained with."""
    question = pinned.question.replace(IMAGE_MARK, "").strip() if spec.instruction is None else spec.instruction
    return Renderer(processor, spec).prompt(pinned.image, question)
