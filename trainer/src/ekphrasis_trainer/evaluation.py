"""Loss on held-out records, and captions of pinned images."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.utils.data import DataLoader

from ekphrasis_trainer.dataset import Samples
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.objectives import Objective
from ekphrasis_trainer.pictures import fit, open_picture
from ekphrasis_trainer.records import IMAGE_MARK, Record, Turn, Unusable
from ekphrasis_trainer.spec import Pinned, Spec
from ekphrasis_trainer.templates.chat import messages_of, render
from ekphrasis_trainer.templates.conversation import ASSISTANT, SYSTEM, USER


@torch.no_grad()
def held_out_loss(model: Any, objective: Objective, samples: Samples, batch_size: int, accelerator: Any) -> float:
    """Mean over all items of the held-out records, which the processes share.

    All processes do the same number of batches, because the weights of ZeRO-3 are gathered by all of them together.
    """
    rank, world = accelerator.process_index, accelerator.num_processes
    share = list(range(rank, len(samples), world))
    batches = [share[at : at + batch_size] for at in range(0, len(share), batch_size)]
    rounds = math.ceil(math.ceil(len(samples) / world) / batch_size)
    filling = [[0]] * (rounds - len(batches))
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
    made: list[dict[str, Any]] = []
    for pinned in spec.evaluation.pinned:
        try:
            inputs = prompt(processor, spec, pinned)
        except Unusable as unusable:
            events.warning(
                "PINNED_UNUSABLE", f"A pinned image cannot be captioned: {unusable.reason}.", examples=[pinned.image]
            )
            continue
        inputs = {key: value.to(accelerator.device) for key, value in inputs.items()}
        with accelerator.autocast():
            output = model.generate(
                **inputs,
                max_new_tokens=spec.evaluation.max_new_tokens,
                do_sample=False,
                num_beams=1,
                synced_gpus=together,
            )
        new = output[0, inputs["input_ids"].shape[1] :].tolist()
        text = processor.tokenizer.decode(new, skip_special_tokens=True).strip()
        made.append({"hash": pinned.hash, "text": text, "finished": new[-1:] == [processor.tokenizer.eos_token_id]})
    return made


def prompt(processor: Any, spec: Spec, pinned: Pinned) -> dict[str, torch.Tensor]:
    """What the model is asked, in the template that it is trained with."""
    question = pinned.question.replace(IMAGE_MARK, "").strip() if spec.instruction is None else spec.instruction
    picture = fit(open_picture(pinned.image), spec.images.aspect, processor.image_processor)
    record = Record(pinned.hash, (pinned.image,), (Turn("human", f"{IMAGE_MARK}\n{question}"),))
    mark, bos = getattr(processor, "image_token", IMAGE_MARK), processor.tokenizer.bos_token
    if spec.template == "plain":
        text = mark
    elif spec.template == "conversation":
        text = f"{SYSTEM} {USER}: {mark}\n{question}{ASSISTANT}"
    else:
        text = render(processor, messages_of(record.turns), opened=True)
    special = not (bos and text.startswith(bos))
    encoded = processor(text=[text], images=[[picture]], add_special_tokens=special, return_tensors="pt")
    names = set(processor.model_input_names)
    return {key: value for key, value in encoded.items() if key in names}
