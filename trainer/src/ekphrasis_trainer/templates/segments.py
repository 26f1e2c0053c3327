"""What LLaVA's templates make: stretches of token ids, with pictures between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ekphrasis_trainer.records import IMAGE_MARK


@dataclass(frozen=True)
class Segment:
    """Token ids and whether the loss counts on them; `ids` of `None` is where the next picture stands."""

    ids: tuple[int, ...] | None
    loss: bool = False


IMAGE = Segment(None)


def encode(tokenizer: Any, text: str) -> tuple[int, ...]:
    """Token ids of a text that stands by itself, without the tokens that begin and end a sequence."""
    return tuple(tokenizer(text, add_special_tokens=False).input_ids) if text else ()


def beginning(tokenizer: Any) -> tuple[int, ...]:
    """The token that begins a sequence, where the tokenizer has one."""
    return () if tokenizer.bos_token_id is None else (tokenizer.bos_token_id,)


def between_images(tokenizer: Any, text: str) -> list[Segment]:
    """A prompt with marks, as LLaVA's `tokenizer_image_token`: each stretch between marks is a text of its own."""
    segments: list[Segment] = []
    for index, chunk in enumerate(text.split(IMAGE_MARK)):
        if index > 0:
            segments.append(IMAGE)
        segments.append(Segment(encode(tokenizer, chunk)))
    return segments
