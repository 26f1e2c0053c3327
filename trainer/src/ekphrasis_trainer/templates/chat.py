"""The model's own chat template: what it writes for the assistant is learned."""

from __future__ import annotations

import re
from typing import Any

from transformers.utils.chat_template_utils import render_jinja_template

from ekphrasis_trainer.records import IMAGE_MARK, Record, Turn, Unusable

ROLES = {"human": "user", "gpt": "assistant", "system": "system"}
GENERATION = re.compile(r"\{%-?\s*generation\s*-?%\}")

Message = dict[str, Any]
Span = tuple[int, int]


def messages_of(turns: tuple[Turn, ...]) -> list[Message]:
    """The turns as chat templates read them; a leading turn of the assistant is dropped, no template takes it."""
    first = next((index for index, turn in enumerate(turns) if turn.role != "system"), 0)
    kept = turns if turns[first].role == "human" else (*turns[:first], *turns[first + 1 :])
    return [{"role": ROLES[turn.role], "content": _content(turn.text)} for turn in kept]


def chat(record: Record, processor: Any) -> tuple[str, list[Span]]:
    """The rendered conversation, pictures as single marks, and the stretches of it that are learned.

    Where the template marks what the assistant generates (`{% generation %}`), that is it; otherwise a reply is what
    its turn adds to the conversation rendered up to the assistant's opening, without white space after its end.
    """
    messages = messages_of(record.turns)
    text = render(processor, messages)
    template = processor.chat_template or processor.tokenizer.chat_template
    if isinstance(template, str) and GENERATION.search(template):
        _, spans = render_jinja_template(
            [messages],
            chat_template=template,
            return_assistant_tokens_mask=True,
            **processor.tokenizer.special_tokens_map,
        )
        return text, [(int(begin), int(end)) for begin, end in spans[0]]
    return text, [_reply_span(record, processor, messages, index, text) for index in _replies(messages)]


def render(processor: Any, messages: list[Message], *, opened: bool = False) -> str:
    """Text of a conversation; `opened` ends with what makes the assistant speak."""
    return processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=opened)


def _replies(messages: list[Message]) -> list[int]:
    return [index for index, message in enumerate(messages) if message["role"] == "assistant"]


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
