"""LLaVA's template of pre-training: a picture and its caption, nothing else (`preprocess_plain`)."""

from __future__ import annotations

from typing import Any

from ekphrasis_trainer.records import Record, Unusable
from ekphrasis_trainer.templates.segments import IMAGE, Segment, beginning, encode


def plain(record: Record, tokenizer: Any) -> list[Segment]:
    """`<s>`, the picture, the first reply and a line feed; the question is dropped, the reply is what is learned."""
    if len(record.images) != 1:
        raise Unusable("not-one-image", record.id)
    reply = next(turn.text for turn in record.turns if turn.role == "gpt")
    return [Segment(beginning(tokenizer)), IMAGE, Segment(encode(tokenizer, f"{reply}\n"), loss=True)]
