"""LLaVA's two templates: `plain` for pre-training (`preprocess_plain`), `conversation` for fine-tuning (`preprocess_v1`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ekphrasis_trainer.records import IMAGE_MARK, Record, Turn, Unusable

#: Vicuna v1.
SYSTEM: Final = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)
USER, ASSISTANT, END = "USER", " ASSISTANT:", "</s>"


@dataclass(frozen=True)
class Segment:
    """Token ids and whether the loss counts on them; `ids` of `None` is where the next picture stands."""

    ids: tuple[int, ...] | None
    loss: bool = False


def plain(record: Record, tokenizer: Any) -> list[Segment]:
    """`<s>`, the picture, the first reply and a line feed; the question is dropped, the reply is what is learned."""
    if len(record.images) != 1:
        raise Unusable("not-one-image", record.id)
    reply = next(turn.text for turn in record.turns if turn.role == "gpt")
    return [_beginning(tokenizer), Segment(None), Segment(encode(tokenizer, f"{reply}\n"), loss=True)]


def conversation(record: Record, tokenizer: Any) -> list[Segment]:
    """`<s>`, the system sentence, then ` USER: … ASSISTANT: …</s>` for each round; replies with `</s>` are learned."""
    system = next((turn.text for turn in record.turns if turn.role == "system"), SYSTEM)
    segments = [_beginning(tokenizer)]
    for index, (question, reply) in enumerate(_rounds(record)):
        before = f"{system} " if index == 0 else ""
        segments += _round(tokenizer, f"{before}{USER}: {_image_first(question)}{ASSISTANT}", reply)
    return segments


def encode(tokenizer: Any, text: str) -> tuple[int, ...]:
    """Token ids of a text that stands by itself, without the tokens that begin and end a sequence."""
    return tuple(tokenizer(text, add_special_tokens=False).input_ids) if text else ()


def _beginning(tokenizer: Any) -> Segment:
    return Segment(() if tokenizer.bos_token_id is None else (tokenizer.bos_token_id,))


def _rounds(record: Record) -> list[tuple[str, str]]:
    """Question and reply in turn. A leading turn that is not the human's is dropped, as is a question at the end."""
    turns = [turn for turn in record.turns if turn.role != "system"]
    if turns[0].role != "human":
        turns = turns[1:]
    pairs = list(zip(turns[::2], turns[1::2], strict=False))
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
    """Each stretch between marks is a text of its own, as in LLaVA's `tokenizer_image_token`.

    The end of the instruction and the reply are tokenized together; the reply begins where the instruction's own
    tokens end.
    """
    *before, last = [encode(tokenizer, text) for text in f"{instruction} {reply}".split(IMAGE_MARK)]
    asked = encode(tokenizer, instruction.rsplit(IMAGE_MARK, 1)[-1])
    pairs = enumerate(zip(last, asked, strict=False))
    begin = next((at for at, (one, other) in pairs if one != other), len(asked))
    segments = [segment for ids in before for segment in (Segment(ids), Segment(None))]
    return [*segments, Segment(last[:begin]), Segment((*last[begin:], tokenizer.eos_token_id), loss=True)]
