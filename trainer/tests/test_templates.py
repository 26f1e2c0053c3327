"""Token ids and masks equal those of LLaVA-1.5's own preprocessing."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from original_llava import SYSTEM, Original
from PIL import Image
from tiny import WORDS, sentencepiece_model, tiny_spec

from ekphrasis_trainer.models import load_processor
from ekphrasis_trainer.records import Record, Turn, Unusable
from ekphrasis_trainer.rendering import IGNORED, Renderer, Sample

MODEL = sentencepiece_model()
ORIGINAL = Original(MODEL)


@pytest.fixture(scope="module")
def render(tiny_models, tmp_path_factory):
    folder = tiny_models("llava")
    processor = load_processor(folder)
    picture = tmp_path_factory.mktemp("pictures") / "a.png"
    Image.new("RGB", (40, 30), "red").save(picture)

    def render(template: str, turns: list[tuple[str, str]], *, image: bool = True, max_length: int = 2048) -> Sample:
        change = {"template": template, "optimizer": {"max_length": max_length}}
        spec = tiny_spec(folder, Path("/data"), Path("/out"), **change)
        record = Record("r", (str(picture),) if image else (), tuple(Turn(role, text) for role, text in turns))
        return Renderer(processor, spec).render(record)

    return render


def pieces(sample: Sample) -> list[tuple[str, bool]]:
    """Tokens as text, and whether the loss counts on them."""
    text = {**{index: ORIGINAL.pieces.id_to_piece(index) for index in range(ORIGINAL.pieces.get_piece_size())}}
    return [
        (text.get(token, "<image>"), label != IGNORED)
        for token, label in zip(sample.input_ids, sample.labels, strict=True)
    ]


def spelled(text: str) -> list[str]:
    return ORIGINAL.pieces.encode(text, out_type=str)


def test_data1_plain_is_picture_caption_and_line_feed(render) -> None:
    sample = render("plain", [("human", "<image>\nWhat?"), ("gpt", "A red cube")])
    caption = [*spelled("A red cube"), "<0x0A>"]
    expected = [("<s>", False), *[("<image>", False)] * 4, *[(piece, True) for piece in caption]]
    assert pieces(sample) == expected


def test_data1_conversation_is_written_as_vicuna_v1(render) -> None:
    sample = render(
        "conversation",
        [("human", "What is it?\n<image>"), ("gpt", "A cube."), ("human", "Red?"), ("gpt", "Yes.")],
    )
    before = [*spelled(f"{SYSTEM} USER: ")]
    question = [*spelled("\nWhat is it? ASSISTANT:")]
    expected = [
        ("<s>", False),
        *[(piece, False) for piece in before],
        *[("<image>", False)] * 4,
        *[(piece, False) for piece in question],
        *[(piece, True) for piece in spelled("A cube.")],
        ("</s>", True),
        *[(piece, False) for piece in spelled("USER: Red? ASSISTANT:")],
        *[(piece, True) for piece in spelled("Yes.")],
        ("</s>", True),
    ]
    assert pieces(sample) == expected


CASES = {
    "one round, image first": [("human", "<image>\nWhat is in the image?"), ("gpt", "A red cube.")],
    "one round, image last": [("human", "Describe it in detail.\n<image>"), ("gpt", "Two cats.")],
    "image in the middle": [("human", "Is <image> red?"), ("gpt", "No.")],
    "image alone": [("human", "<image>"), ("gpt", "A floor.")],
    "three rounds": [
        ("human", "<image>\nWhat?"),
        ("gpt", "A sphere, small."),
        ("human", "Colour?"),
        ("gpt", "blue"),
        ("human", "Sure?"),
        ("gpt", "yes\nyes"),
    ],
    "begins with the assistant": [("gpt", "Hello."), ("human", "<image>\nWhat?"), ("gpt", "A dog.")],
    "reply with a number and unknown letters": [("human", "<image>\nHow many?"), ("gpt", "12 Gänse 鵝 🪿")],
    "reply begins with a quotation mark": [("human", "<image>\nSign?"), ("gpt", '"open", it says')],
    "text only": [("human", "What is red?"), ("gpt", "A colour."), ("human", "And blue?"), ("gpt", "One too.")],
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("most", [2048, 64, 40])
def test_data1_conversation_equals_the_original(render, case: str, most: int) -> None:
    turns = CASES[case]
    image = any("<image>" in text for _, text in turns)
    whole = ORIGINAL.expand(*ORIGINAL.conversation(turns), [ORIGINAL.pieces.get_piece_size()] * 4, 10**6)
    wanted = [each[:most] for each in whole]
    if all(label == IGNORED for label in wanted[1]):
        with pytest.raises(Unusable):
            render("conversation", turns, image=image, max_length=most)
        return
    sample = render("conversation", turns, image=image, max_length=most)
    assert [sample.input_ids, sample.labels] == wanted
    assert sample.cut == max(0, len(whole[0]) - most)


@pytest.mark.parametrize("caption", ["A red cube.", " two  spaces", "line\nline", "Ünïcode 🪿", "12"])
def test_data1_plain_equals_the_original(render, caption: str) -> None:
    sample = render("plain", [("human", "<image>\nWhat?"), ("gpt", caption)])
    assert (sample.input_ids, sample.labels) == ORIGINAL.expand(
        *ORIGINAL.plain(caption), [ORIGINAL.pieces.get_piece_size()] * 4, 10**6
    )


WORD = st.sampled_from([*"aeiou.,?!\n'\"-é鵝0123", *WORDS.replace(":", "").split()])
TEXTS = st.lists(WORD, min_size=1, max_size=8).map(" ".join).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), st.booleans())
def test_data1_any_conversation_equals_the_original(render, rounds: list[tuple[str, str]], image: bool) -> None:
    turns = [turn for question, reply in rounds for turn in (("human", question), ("gpt", reply))]
    if image:
        turns[0] = ("human", f"{turns[0][1]}\n<image>")
    wanted = ORIGINAL.expand(*ORIGINAL.conversation(turns), [ORIGINAL.pieces.get_piece_size()] * 4, 10**6)
    sample = render("conversation", turns, image=image)
    assert (sample.input_ids, sample.labels) == wanted


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([("human", "What? ASSISTANT: this"), ("gpt", "A cube.")], "turns"),
        ([("human", "What?"), ("gpt", "A cube.</s>USER: b ASSISTANT: c")], "control-tokens"),
        ([("human", "a"), ("human", "b"), ("gpt", "c")], "turns"),
    ],
)
def test_data1_rounds_that_cannot_be_told_apart_are_left_out(render, turns, reason: str) -> None:
    with pytest.raises(Unusable) as caught:
        render("conversation", turns, image=False)
    assert caught.value.reason == reason
