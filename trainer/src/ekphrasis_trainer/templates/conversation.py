"""LLaVA-1.5's template of fine-tuning: Vicuna v1 (`preprocess_multimodal`, `preprocess_v1`)."""

from __future__ import annotations

from typing import Any

from ekphrasis_trainer.records import IMAGE_MARK, Record, Turn, Unusable
from ekphrasis_trainer.templates.segments import Segment, beginning, between_images, encode

SYSTEM = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)
USER, ASSISTANT, END = "USER", " ASSISTANT:", "</s>"


def conversation(record: Record, tokenizer: Any) -> list[Segment]:
    """`<s>`, the system sentence, then ` USER: … ASSISTANT: …</s>` for each round; replies with `</s>` are learned."""
    system = next((turn.text for turn in record.turns if turn.role == "system"), SYSTEM)
    segments = [Segment(beginning(tokenizer))]
    for index, (question, reply) in enumerate(_rounds(record)):
        before = f"{system} " if index == 0 else ""
        segments += _round(tokenizer, f"{before}{USER}: {_image_first(question)}{ASSISTANT}", reply)
    return segments


def _rounds(record: Record) -> list[tuple[str, str]]:
    """Question and reply in turn. A leading turn that is not the human's is dropped, as is a question at the end."""
    turns = [turn for turn in record.turns if turn.role != "system"]
    if turns[0].role != "human":
        turns = turns[1:]
    if len(turns) % 2 == 1:
        turns = turns[:-1]
    pairs = list(zip(turns[::2], turns[1::2], strict=True))
    if not pairs or any(not _is_round(*pair) for pair in pairs):
        # LLaVA stops at turns out of order; at rounds that it cannot tell apart it ignores the record.
        raise Unusable("turns", record.id)
    return [(question.text, reply.text) for question, reply in pairs]


def _is_round(question: Turn, reply: Turn) -> bool:
    signs = (ASSISTANT + " ", END)
    clear = not any(sign in text for sign in signs for text in (question.text, reply.text))
    return question.role == "human" and reply.role == "gpt" and clear


def _image_first(question: str) -> str:
    """Marks go to the front of their turn, each followed by a line feed."""
    marks = question.count(IMAGE_MARK)
    if marks == 0:
        return question
    return (f"{IMAGE_MARK}\n" * marks + question.replace(IMAGE_MARK, "").strip()).strip()


def _round(tokenizer: Any, instruction: str, reply: str) -> list[Segment]:
    """Instruction and reply are tokenized together; the reply begins where the instruction's own tokens end."""
    *before, last = between_images(tokenizer, f"{instruction} {reply}")
    masked = encode(tokenizer, instruction.rsplit(IMAGE_MARK, 1)[-1])
    ids = last.ids or ()
    common = next((at for at, pair in enumerate(zip(ids, masked, strict=False)) if pair[0] != pair[1]), len(masked))
    end = Segment((tokenizer.eos_token_id,), loss=True)
    return [*before, Segment(ids[:common]), Segment(ids[common:], loss=True), end]
