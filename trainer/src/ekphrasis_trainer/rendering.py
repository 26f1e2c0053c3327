"""A record as the model sees it: token ids, labels, pixels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import torch
from PIL import Image, ImageOps

from ekphrasis_trainer.records import IMAGE_MARK, Record, Turn, Unusable, placed_marks
from ekphrasis_trainer.spec import Spec
from ekphrasis_trainer.templates import (
    ASSISTANT,
    SYSTEM,
    USER,
    Segment,
    chat,
    conversation,
    encode,
    messages_of,
    plain,
    render,
)

#: Label that the loss does not count on, PyTorch's own choice.
IGNORED: Final = -100
MOST_PIXELS: Final = 100_000_000
MOST_BYTES: Final = 512 * 2**20


@dataclass(frozen=True)
class Sample:
    """Tokens of one record; all lists are as long as `input_ids`."""

    input_ids: list[int]
    labels: list[int]
    #: What a model wants beside each token, e.g. `token_type_ids`.
    beside: dict[str, list[int]] = field(default_factory=dict)
    #: Tensors of the pictures, first dimension picture, patch or tile, as the processor gives them.
    pixels: dict[str, torch.Tensor] = field(default_factory=dict)
    images: int = 0
    #: Tokens that were cut off at the end.
    cut: int = 0


class Renderer:
    """Makes samples of records, by the spec's template and the model's processor."""

    def __init__(self, processor: Any, spec: Spec) -> None:
        self.processor = processor
        self.spec = spec
        ids = (getattr(each, "image_token_id", None) for each in (processor, processor.tokenizer))
        self.image_ids = {each for each in ids if each is not None}
        self._control = [token for token in processor.tokenizer.all_special_tokens if token.strip()]

    def render(self, record: Record) -> Sample:
        """The sample, at most `max_length` tokens long; raises `Unusable` where the record makes none."""
        self._refuse_control_tokens(record)
        record = placed_marks(record)
        sample = self._chat(record) if self.spec.template == "chat" else self._segments(record)
        if all(label == IGNORED for label in sample.labels):
            raise Unusable("no-reply", record.id)
        return self._cut(sample, record)

    def rejected(self, record: Record) -> Sample:
        """The sample with the reply that is to become less likely in place of the last one."""
        if record.rejected is None:
            raise Unusable("no-rejected-reply", record.id)
        return self.render(replace(record, turns=(*record.turns[:-1], Turn("gpt", record.rejected))))

    def prompt(self, image: str, question: str) -> dict[str, torch.Tensor]:
        """What the model is asked about a picture, in the template that it is trained with, as a batch of one."""
        mark = getattr(self.processor, "image_token", IMAGE_MARK)
        if self.spec.template == "plain":
            text = mark
        elif self.spec.template == "conversation":
            text = f"{SYSTEM} {USER}: {mark}\n{question}{ASSISTANT}"
        else:
            text = render(self.processor, messages_of((Turn("human", f"{IMAGE_MARK}\n{question}"),)), opened=True)
        output = self.processor(
            text=[text],
            images=[[self._picture(image)]],
            add_special_tokens=not self._begins(text),
            return_tensors="pt",
        )
        return {key: value for key, value in output.items() if key in self.processor.model_input_names}

    def _refuse_control_tokens(self, record: Record) -> None:
        """A text that writes `</s>` would end the reply, and one that writes the picture's token would ask for one."""
        texts = [turn.text.replace(IMAGE_MARK, "") for turn in record.turns] + [record.rejected or ""]
        if any(token in text for token in self._control for text in texts):
            raise Unusable("control-tokens", record.id)

    def _picture(self, path: str) -> Any:
        return fit(open_picture(path), self.spec.images.aspect, self.processor.image_processor)

    def _begins(self, text: str) -> bool:
        """Whether the template wrote the token that begins a sequence itself."""
        bos = self.processor.tokenizer.bos_token
        return bool(bos) and text.startswith(bos)

    def _segments(self, record: Record) -> Sample:
        tokenizer = self.processor.tokenizer
        template = plain if self.spec.template == "plain" else conversation
        segments = template(record, tokenizer)
        pictures = [self._picture(path) for path in record.images]
        pixels = dict(self.processor.image_processor(pictures, return_tensors="pt")) if pictures else {}
        marks = (self.processor.replace_image_token(pixels, image_idx=index) for index in range(len(pictures)))
        whole = [Segment(encode(tokenizer, next(marks))) if each.ids is None else each for each in segments]
        ids = [token for each in whole for token in each.ids or ()]
        labels = [token if each.loss else IGNORED for each in whole for token in each.ids or ()]
        return Sample(ids, labels, pixels=self._tensors(pixels), images=len(pictures))

    def _chat(self, record: Record) -> Sample:
        text, spans = chat(record, self.processor)
        pictures = [self._picture(path) for path in record.images]
        output = self.processor(
            text=[text],
            images=[pictures] if pictures else None,
            add_special_tokens=not self._begins(text),
            return_offsets_mapping=True,
            return_text_replacement_offsets=True,
        )
        ids = list(output.pop("input_ids")[0])
        offsets = output.pop("offset_mapping")[0]
        replaced = (output.pop("text_replacement_offsets", None) or [[]])[0]
        learned = [_shifted(span, replaced) for span in spans]
        labels = [
            token if any(begin < stop and end > start for start, stop in learned) else IGNORED
            for token, (begin, end) in zip(ids, offsets, strict=True)
        ]
        beside = {key: list(output.pop(key)[0]) for key in list(output) if key.endswith("token_type_ids")}
        output.pop("attention_mask", None)
        return Sample(ids, labels, beside, self._tensors(output), images=len(pictures))

    def _tensors(self, pixels: dict[str, Any]) -> dict[str, torch.Tensor]:
        """Processors without `return_tensors` give lists of arrays: one picture, patch or tile each."""
        return {
            key: value if isinstance(value, torch.Tensor) else torch.stack([torch.as_tensor(each) for each in value])
            for key, value in pixels.items()
            if key in self.processor.model_input_names
        }

    def _cut(self, sample: Sample, record: Record) -> Sample:
        most = self.spec.optimizer.max_length
        cut = len(sample.input_ids) - most
        if cut <= 0:
            return sample
        if self.spec.data.too_long == "drop":
            raise Unusable("too-long", record.id)
        if self.image_ids.intersection(sample.input_ids[most:]):
            raise Unusable("picture-too-long", record.id)
        if all(label == IGNORED for label in sample.labels[:most]):
            raise Unusable("too-long", record.id)
        beside = {key: value[:most] for key, value in sample.beside.items()}
        return replace(sample, input_ids=sample.input_ids[:most], labels=sample.labels[:most], beside=beside, cut=cut)


def _shifted(span: tuple[int, int], replacements: list[dict[str, Any]]) -> tuple[int, int]:
    """The stretch in the text with its picture marks expanded; no mark lies within a stretch."""
    passed = [each for each in replacements if each["span"][1] <= span[0]]
    shift = passed[-1]["new_span"][1] - passed[-1]["span"][1] if passed else 0
    return span[0] + shift, span[1] + shift


def open_picture(path: str) -> Image.Image:
    """The picture, upright, as RGB; raises `Unusable` for what is none or larger than 100 megapixels."""
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise Unusable("image-too-large", path)
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unusable("image-too-large", path)
            return ImageOps.exif_transpose(image).convert("RGB")
    except FileNotFoundError as error:
        raise Unusable("missing-image", path) from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Unusable("broken-image", path) from error


def fit(image: Image.Image, aspect: str, image_processor: Any) -> Image.Image:
    """`pad` makes it a square with the processor's mean colour around it; the rest is the processor's own doing."""
    if aspect != "pad" or image.width == image.height:
        return image
    # LLaVA's `expand2square`: the mean as 8 bits, cut off; the picture in the middle.
    mean = getattr(image_processor, "image_mean", None) or (0.5, 0.5, 0.5)
    colour = tuple(int(channel * 255) for channel in mean)
    side = max(image.size)
    square = Image.new("RGB", (side, side), colour)
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square
