"""Whether exported files say what the model says in PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from PIL import Image
from transformers import PreTrainedModel

from ekphrasis_trainer.export.onnx_captioner import OnnxCaptioner
from ekphrasis_trainer.records import IMAGE_MARK, Turn
from ekphrasis_trainer.templates import messages_of, render

#: Largest difference of a score that is no fault, by precision; int8 changes scores by its nature and is only reported.
TOLERANCES: Final = {"fp32": 1e-3, "fp16": 1e-1}


@dataclass(frozen=True)
class Parity:
    """One precision beside PyTorch in float32, over the same pictures, greedy.

    `largest_difference` and `same_choice` are of the scores when both read PyTorch's caption: the largest absolute
    difference, and the share of tokens that both would choose.
    """

    precision: str
    captions: int
    equal: int
    batched_equal: int
    largest_difference: float
    same_choice: float

    @property
    def faithful(self) -> bool:
        """Whether it can stand for the model: its captions are equal and its scores within tolerance."""
        tolerance = TOLERANCES.get(self.precision)
        return tolerance is not None and self.equal == self.captions and self.largest_difference <= tolerance


def caption_prompt(processor: Any, instruction: str) -> str:
    """The text that a picture is asked with: the processor's chat template around an instruction."""
    return render(processor, messages_of((Turn("human", f"{IMAGE_MARK}{instruction}"),)), opened=True)


@torch.no_grad()
def greedy_captions(
    model: PreTrainedModel, processor: Any, images: Sequence[Image.Image], instruction: str, most: int
) -> list[str]:
    """What PyTorch says, greedy, at most `most` tokens each."""
    texts: list[str] = []
    for image in images:
        inputs = _inputs(processor, image, instruction)
        made: Any = model.generate(**inputs, max_new_tokens=most, do_sample=False)  # pyright: ignore[reportCallIssue]
        texts.append(_decode(processor, made[0, inputs["input_ids"].shape[1] :]))
    return texts


@torch.no_grad()
def check_parity(
    model: PreTrainedModel,
    processor: Any,
    folder: Path,
    images: Sequence[Image.Image],
    instruction: str,
    *,
    precisions: Sequence[str],
    most: int = 128,
) -> list[Parity]:
    """Compares the files in `folder`/onnx with the model, caption by caption and score by score."""
    end = processor.tokenizer.eos_token_id
    texts = greedy_captions(model.eval(), processor, images, instruction, most)
    asked = [_arrays(_inputs(processor, image, instruction)) for image in images]
    told = [_inputs(processor, image, instruction, text) for image, text in zip(images, texts, strict=True)]
    true = [model(**one).logits[0].numpy() for one in told]
    reports: list[Parity] = []
    for precision in precisions:
        captioner = OnnxCaptioner(folder, precision, model.config.image_token_index)
        rows = [captioner.greedy(one, end, most)[0] for one in asked]
        batch = {name: np.concatenate([one[name] for one in asked]) for name in (asked or [{}])[0]}
        together = captioner.greedy(batch, end, most) if asked else []
        scores = [captioner.logits(_arrays(one))[0] for one in told]
        pairs = list(zip(scores, true, strict=True))
        same = [float((a.argmax(-1) == b.argmax(-1)).mean()) for a, b in pairs]
        reports.append(
            Parity(
                precision,
                captions=len(images),
                equal=sum(_decode(processor, row) == text for row, text in zip(rows, texts, strict=True)),
                batched_equal=sum(a == b for a, b in zip(rows, together, strict=True)),
                largest_difference=max((float(np.abs(a - b).max()) for a, b in pairs), default=0.0),
                same_choice=sum(same) / max(1, len(same)),
            )
        )
    return reports


def _decode(processor: Any, row: Any) -> str:
    return processor.tokenizer.decode(row, skip_special_tokens=True).strip()


def _inputs(processor: Any, image: Image.Image, instruction: str, reply: str = "") -> Any:
    prompt = caption_prompt(processor, instruction) + (f" {reply}" if reply else "")
    special = not (processor.tokenizer.bos_token and prompt.startswith(processor.tokenizer.bos_token))
    return processor(images=[image], text=[prompt], return_tensors="pt", add_special_tokens=special)


def _arrays(inputs: Any) -> dict[str, np.ndarray]:
    return {name: value.numpy() for name, value in inputs.items()}
