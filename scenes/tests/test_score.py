import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.scene import Label, Scene, Thing, make_scene
from ekphrasis_scenes.score import read_caption, score_caption, score_captions

RED = Thing("circle", "red", "small", "plain", 16, 16, 7.5, 0)
BLUE = Thing("star", "blue", "large", "dotted", 80, 80, 16, 0)
SCENE = Scene("mint", "striped", (RED, BLUE), Label("DOG", 80, 16, 30, 14, "inter", "black", True), None)
TRUE = (
    "There are two objects on a striped mint background. A small red circle is in the upper left. "
    "The lower right holds a large blue dotted star. The red circle lies above the blue star. "
    'In the upper right one can read "DOG".'
)


def wrong(text: str) -> set[str]:
    return {name for name, share in score_caption(SCENE, text).items() if share.right < share.of}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 50))
def test_truth_scores_full(index: int, wording: int) -> None:
    "[SCENE6] a scene's own caption is right in every attribute, whatever its wording"
    scene = make_scene(4, index)
    scores = score_caption(scene, describe(scene, wording, index))
    assert {name: share for name, share in scores.items() if share.right < share.of} == {}


@pytest.mark.parametrize(
    ("old", "new", "attributes"),
    [
        ("two objects", "three objects", {"count"}),
        ("striped mint", "mint", {"background"}),
        ("small red circle", "small red ring", {"shape", "colour_and_shape"}),
        ("small red circle", "small pink circle", {"colour", "colour_and_shape"}),
        ("small red circle", "large red circle", {"size"}),
        ("small red circle", "small red striped circle", {"texture"}),
        ("in the upper left", "in the lower left", {"position"}),
        ("above the blue star", "below the blue star", {"relation"}),
        ("above the blue star", "inside the blue star", {"relation"}),
        ("above the blue star", "above the green star", {"relation"}),
        ("The red circle lies above the blue star. ", "", {"relation"}),
        ('"DOG"', '"DIG"', {"printed_word"}),
        ('In the upper right one can read "DOG".', "", {"printed_word"}),
    ],
)
def test_each_mistake_is_found(old: str, new: str, attributes: set[str]) -> None:
    "[SCENE6] one mistake costs its own attribute, and the caption as a whole"
    assert TRUE.count(old) == 1
    assert wrong(TRUE) == set()
    assert wrong(TRUE.replace(old, new)) == attributes | {"everything"}


@pytest.mark.parametrize(
    "sentence", ["The red circle lies to the left of the blue star.", "The blue star is below the red circle."]
)
def test_any_true_relation_counts(sentence: str) -> None:
    "[SCENE6] a relation is right when it is true, whichever was written down"
    assert wrong(TRUE.replace("The red circle lies above the blue star.", sentence)) == set()


def test_left_out_and_invented_objects() -> None:
    "[SCENE6] an object that is left out, and one that is not there, is wrong in every attribute"
    of_object = {"colour_and_shape", "colour", "shape", "size", "texture", "position", "everything"}
    assert wrong(TRUE.replace("The lower right holds a large blue dotted star. ", "")) == of_object
    invented = TRUE + " A small green heart is in the very center."
    assert wrong(invented) == of_object
    assert score_caption(SCENE, invented)["colour"].of == 3


@settings(max_examples=60, deadline=None)
@given(st.text() | st.lists(st.sampled_from(TRUE.split(" ")), max_size=60).map(" ".join))
def test_anything_can_be_read(text: str) -> None:
    "[SCENE6] no text stops the reader, and a share is never more than all"
    read_caption(text)
    for share in score_caption(SCENE, text).values():
        assert 0 <= share.right <= share.of


def test_empty_and_endless_captions() -> None:
    "[SCENE6] nothing said is nothing right; a caption that never ends is read up to a limit"
    assert score_caption(SCENE, "")["colour"].right == 0
    assert len(read_caption("a small red circle. " * 100_000).things) <= 200
    assert score_captions([]) == {}
