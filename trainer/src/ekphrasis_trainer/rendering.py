"""A record as the model sees it: token ids, labels, pixels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import torch

from ekphrasis_trainer.pictures import fit, open_picture
from ekphrasis_trainer.records import Record, Turn, Unusable, placed_marks
from ekphrasis_trainer.spec import Spec
from ekphrasis_trainer.templates.chat import Span, chat
from ekphrasis_trainer.templates.conversation import conversation
from ekphrasis_trainer.templates.plain import plain
from ekphrasis_trainer.templates.segments import Segment, encode

IGNORED = -100
"""Label that the loss does not count on, PyTorch's own choice."""


@dataclass(frozen=True)
class Sample:
    """Tokens of one record; all lists are as long as `input_ids`."""

    input_ids: list[int]
    labels: list[int]
    # What a model wants beside each token, e.g. `token_type_ids`.
    beside: dict[str, list[int]] = field(default_factory=dict)
    # Tensors of the pictures, first dimension picture, patch or tile, as the processor gives them.
    pixels: dict[str, torch.Tensor] = field(default_factory=dict)
    images: int = 0
    # Tokens that were cut off at the end.
    cut: int = 0


class Renderer:
    """Makes samples of records, by the spec's template and the model's processor."""

    def __init__(self, processor: Any, spec: Spec) -> None:
        self.processor = processor
        self.spec = spec
        self.image_ids = {each for each in _image_ids(processor) if each is not None}
        self._control = [token for token in processor.tokenizer.all_special_tokens if token.strip()]

    def render(self, record: Record) -> Sample:
        """The sample, at most `max_length` tokens long; raises `Unusable` where the record makes none."""
        self._refuse_control_tokens(record)
        record = placed_marks(record)
        sample = self._chat(record) if self.spec.template == "chat" else self._segments(record)
        if all(label == IGNORED for label in sample.labels):
            raise Unusable("no-reply", record.id)
        return self._cut(sample, record)

    def rejected(self, record: Record) -> Record:
        """The record with the reply that is to become less likely in place of the last one."""
        if record.rejected is None:
            raise Unusable("no-rejected-reply", record.id)
        return replace(record, turns=(*record.turns[:-1], Turn("gpt", record.rejected)))

    def _refuse_control_tokens(self, record: Record) -> None:
        """A text that writes `</s>` would end the reply, and one that writes the picture's token would ask for one."""
        texts = [turn.text.replace("<image>", "") for turn in record.turns] + [record.rejected or ""]
        if any(token in text for token in self._control for text in texts):
            raise Unusable("control-tokens", record.id)

    def _pictures(self, record: Record) -> list[Any]:
        processor = self.processor.image_processor
        return [fit(open_picture(path), self.spec.images.aspect, processor) for path in record.images]

    def _segments(self, record: Record) -> Sample:
        tokenizer = self.processor.tokenizer
        template = plain if self.spec.template == "plain" else conversation
        segments = template(record, tokenizer)
        pictures = self._pictures(record)
        pixels = dict(self.processor.image_processor(pictures, return_tensors="pt")) if pictures else {}
        marks = [self.processor.replace_image_token(pixels, image_idx=index) for index in range(len(pictures))]
        ids, labels = _joined(segments, [encode(tokenizer, mark) for mark in marks])
        return Sample(ids, labels, pixels=self._tensors(pixels), images=len(pictures))

    def _chat(self, record: Record) -> Sample:
        text, spans = chat(record, self.processor)
        pictures = self._pictures(record)
        bos = self.processor.tokenizer.bos_token
        output = self.processor(
            text=[text],
            images=[pictures] if pictures else None,
            add_special_tokens=not (bos and text.startswith(bos)),
            return_offsets_mapping=True,
            return_text_replacement_offsets=True,
        )
        ids = list(output.pop("input_ids")[0])
        offsets = output.pop("offset_mapping")[0]
        replacements = output.pop("text_replacement_offsets", None) or [[]]
        output.pop("attention_mask", None)
        learned = [_shifted(span, replacements[0]) for span in spans]
        labels = [
            token if any(begin < stop and end > start for start, stop in learned) else IGNORED
            for token, (begin, end) in zip(ids, offsets, strict=True)
        ]
        beside = {key: list(value[0]) for key, value in output.items() if _is_beside(key, value, len(ids))}
        pixels = {key: value for key, value in output.items() if key not in beside}
        return Sample(ids, labels, beside, self._tensors(pixels), images=len(pictures))

    def _tensors(self, pixels: dict[str, Any]) -> dict[str, torch.Tensor]:
        names = set(self.processor.model_input_names)
        return {key: _tensor(value) for key, value in pixels.items() if key in names}

    def _cut(self, sample: Sample, record: Record) -> Sample:
        most = self.spec.optimizer.max_length
        cut = len(sample.input_ids) - most
        if cut <= 0:
            return sample
        if self.spec.data.too_long == "drop":
            raise Unusable("too-long", record.id)
        if any(token in self.image_ids for token in sample.input_ids[most:]):
            raise Unusable("picture-too-long", record.id)
        if all(label == IGNORED for label in sample.labels[:most]):
            raise Unusable("too-long", record.id)
        beside = {key: value[:most] for key, value in sample.beside.items()}
        return replace(sample, input_ids=sample.input_ids[:most], labels=sample.labels[:most], beside=beside, cut=cut)


def _joined(segments: list[Segment], pictures: list[tuple[int, ...]]) -> tuple[list[int], list[int]]:
    ids: list[int] = []
    labels: list[int] = []
    waiting = iter(pictures)
    for segment in segments:
        tokens = next(waiting) if segment.ids is None else segment.ids
        ids += tokens
        labels += tokens if segment.loss else [IGNORED] * len(tokens)
    return ids, labels


def _shifted(span: Span, replacements: list[dict[str, Any]]) -> Span:
    """The stretch in the text with its picture marks expanded; no mark lies within a stretch."""
    passed = [each for each in replacements if each["span"][1] <= span[0]]
    shift = passed[-1]["new_span"][1] - passed[-1]["span"][1] if passed else 0
    return span[0] + shift, span[1] + shift


def _is_beside(key: str, value: Any, tokens: int) -> bool:
    return key.endswith("token_type_ids") and len(value[0]) == tokens


def _tensor(value: Any) -> torch.Tensor:
    """Processors without `return_tensors` give lists of arrays: one picture, patch or tile each."""
    if isinstance(value, torch.Tensor):
        return value
    return torch.stack([torch.as_tensor(each) for each in value])


def _image_ids(processor: Any) -> list[int | None]:
    ids = [getattr(processor, "image_token_id", None), getattr(processor.tokenizer, "image_token_id", None)]
    return ids if processor.tokenizer is not None else []
