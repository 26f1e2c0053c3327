"""How records become text and token ids: LLaVA's `plain` and `conversation`, and the model's own `chat` template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from transformers.utils.chat_template_utils import render_jinja_template

from ekphrasis_trainer.records import IMAGE_MARK, Record, Turn, Unusable

#: Vicuna v1.
SYSTEM: Final = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)
USER, ASSISTANT, END = "USER", " ASSISTANT:", "</s>"
ROLES = {"human": "user", "gpt": "assistant", "system": "system"}
GENERATION = re.compile(r"\{%-?\s*generation\s*-?%\}")
Message = dict[str, Any]
Span = tuple[int, int]


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


def chat(record: Record, processor: Any) -> tuple[str, list[Span]]:
    """The rendered conversation, pictures as single marks, and the stretches of it that are learned.

    Where the template marks what the assistant generates (`{% generation %}`), that is it; otherwise a reply is what
    its turn adds to the conversation rendered up to the assistant's opening, without white space after its end.
    """
    messages = messages_of(record.turns)
    text = render(processor, messages)
    template = processor.chat_template or processor.tokenizer.chat_template
    if isinstance(template, str) and GENERATION.search(template):
        names = processor.tokenizer.special_tokens_map
        _, spans = render_jinja_template([messages], chat_template=template, return_assistant_tokens_mask=True, **names)
        return text, [(int(begin), int(end)) for begin, end in spans[0]]
    replies = [index for index, message in enumerate(messages) if message["role"] == "assistant"]
    return text, [_reply_span(record, processor, messages, index, text) for index in replies]


def messages_of(turns: tuple[Turn, ...]) -> list[Message]:
    """The turns as chat templates read them; a leading turn of the assistant is dropped, no template takes it."""
    first = next((index for index, turn in enumerate(turns) if turn.role != "system"), 0)
    kept = turns if turns[first].role == "human" else (*turns[:first], *turns[first + 1 :])
    return [{"role": ROLES[turn.role], "content": _content(turn.text)} for turn in kept]


def render(processor: Any, messages: list[Message], *, opened: bool = False) -> str:
    """Text of a conversation; `opened` ends with what makes the assistant speak."""
    return processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=opened)


def _reply_span(record: Record, processor: Any, messages: list[Message], index: int, text: str) -> Span:
    before = render(processor, messages[:index], opened=True)
    after = render(processor, messages[: index + 1])
    if not text.startswith(before):
        # Some templates open with a space or line feed that the reply's own turn does not have.
        before = before.rstrip()
    if not (text.startswith(before) and text.startswith(after) and len(after) > len(before)):
        raise Unusable("template", record.id)
    return len(before), len(after.rstrip())


def _content(text: str) -> list[Message]:
    """Pictures and text in their order; the line feed between a mark and its text is the mark's."""
    content: list[Message] = []
    for index, part in enumerate(text.split(IMAGE_MARK)):
        if index > 0:
            content.append({"type": "image"})
        if part.strip():
            content.append({"type": "text", "text": part.strip("\n")})
    return content
