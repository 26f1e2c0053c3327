"""Whether exported files say what the model says in PyTorch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from PIL import Image
from transformers import PreTrainedModel, ProcessorMixin

from .onnx_captioner import Inputs, OnnxCaptioner

#: Largest difference of a score that is no fault, by precision; int8 changes scores by its nature and is only reported.
TOLERANCES: Final = {"fp32": 1e-3, "fp16": 1e-1}


@dataclass(frozen=True)
class Parity:
    """One precision beside PyTorch in float32, over the same pictures, greedy.

    ``largest_difference`` and ``same_choice`` are of the scores when both read PyTorch's caption: the largest absolute
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


def caption_prompt(processor: ProcessorMixin, instruction: str) -> str:
    """The text that a picture is asked with: the processor's chat template around an instruction."""
    content = [{"type": "image"}, {"type": "text", "text": instruction}]
    messages: list[Any] = [{"role": "user", "content": content}]
    return str(processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False))


@torch.no_grad()
def greedy_captions(
    model: PreTrainedModel, processor: Any, images: Sequence[Image.Image], instruction: str, most: int, batch: int = 16
) -> list[str]:
    """What PyTorch says, greedy, at most ``most`` tokens each."""
    texts: list[str] = []
    for start in range(0, len(images), batch):
        inputs = _inputs(processor, images[start : start + batch], instruction).to(model.device)
        made: Any = model.generate(**inputs, max_new_tokens=most, do_sample=False)  # pyright: ignore[reportCallIssue]
        texts += processor.batch_decode(made[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
    return [text.strip() for text in texts]


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
    """Compares the files in ``folder``/onnx with the model, caption by caption and score by score."""
    model = model.eval()
    end = processor.tokenizer.eos_token_id
    texts = greedy_captions(model, processor, images, instruction, most, batch=1)
    arrays = [{k: v.numpy() for k, v in _inputs(processor, [image], instruction).items()} for image in images]
    told = [_inputs(processor, [image], instruction, text) for image, text in zip(images, texts, strict=True)]
    true = [model(**one).logits[0].numpy() for one in told]
    reports: list[Parity] = []
    for precision in precisions:
        captioner = OnnxCaptioner(folder, precision, model.config.image_token_index)
        rows = [captioner.greedy(one, end, most)[0] for one in arrays]
        together = captioner.greedy(_stack(arrays), end, most) if arrays else []
        scores = [captioner.logits({k: v.numpy() for k, v in one.items()})[0] for one in told]
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


def _decode(processor: Any, row: list[int]) -> str:
    return processor.tokenizer.decode(row, skip_special_tokens=True).strip()


def _inputs(processor: Any, images: Sequence[Image.Image], instruction: str, reply: str = "") -> Any:
    prompt = caption_prompt(processor, instruction) + (f" {reply}" if reply else "")
    special = not (processor.tokenizer.bos_token and prompt.startswith(processor.tokenizer.bos_token))
    return processor(images=list(images), text=[prompt] * len(images), return_tensors="pt", add_special_tokens=special)


def _stack(rows: Sequence[Inputs]) -> Inputs:
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
