from itertools import groupby

import numpy as np
import pytest

from ekphrasis_scenes.crowd import Crowd, make_crowd
from ekphrasis_scenes.patches import ATTRIBUTES, patch_targets
from ekphrasis_scenes.scene import Label, Scene, Thing, make_scene
from ekphrasis_scenes.vocabulary import COLOURS, GROUNDS, LETTERS, PLACES, SHAPES, WORDS
from ekphrasis_scenes.write import write_crowds, write_scenes
from ekphrasis_trainer.dense.labels import IGNORED, PatchLabels
from ekphrasis_trainer.records import RecordFile

COLUMN = {name: index for index, name in enumerate(ATTRIBUTES)}
RING = Thing("ring", "red", "small", "plain", 80, 10, 7.5, 0)
STAR = Thing("star", "blue", "large", "dotted", 20, 20, 16, 0)
SCENE = Scene("mint", "striped", (STAR, RING), Label("DOG", 66, 76, 34, 16, "inter", "black", True), None)


def at(targets: np.ndarray, attribute: str, x: float, y: float, patches: int = 8) -> int:
    size = 96 / patches
    return int(targets[int(y / size) * patches + int(x / size), COLUMN[attribute]])


def read_row(targets: np.ndarray, number: int) -> str:
    """What the letters of a row of eight patches say; letters that stand in several halves are read once."""
    row = targets.reshape(8, 8, -1)[number]
    halves = [int(row[k, COLUMN[side]]) for k in range(8) for side in ("left_letter", "right_letter")]
    return "".join(LETTERS[letter] for letter, _ in groupby(halves) if letter != IGNORED)


def test_what_covers_a_patch() -> None:
    "[SCENE8] a patch is asked for the object on top of it, for the letters in its halves, and for the background"
    targets = patch_targets(SCENE, 8)
    assert targets.shape == (64, len(ATTRIBUTES))
    assert at(targets, "shape", 20, 20) == SHAPES.index("star")
    assert at(targets, "colour", 20, 20) == list(COLOURS).index("blue")
    assert at(targets, "place", 80, 10) == [place for row in PLACES for place in row].index("upper right")
    assert (at(targets, "rank", 20, 20), at(targets, "rank", 80, 10)) == (0, 1)
    assert (at(targets, "is_object", 20, 20), at(targets, "is_object", 50, 50)) == (1, 0)
    assert at(targets, "shape", 50, 50) == at(targets, "rank", 50, 50) == at(targets, "left_letter", 50, 50) == IGNORED
    assert (at(targets, "is_text", 66, 76), at(targets, "is_text", 20, 20)) == (1, 0)
    assert {int(value) for value in targets[:, COLUMN["ground"]]} == {list(GROUNDS).index("mint")}
    assert {int(value) for value in targets[:, COLUMN["count"]]} == {2}
    assert at(targets, "word", 66, 76) == WORDS.index("DOG") and at(targets, "word", 20, 20) == IGNORED
    assert read_row(targets, 6) == "DOG"


def test_what_a_crowd_is_asked() -> None:
    "[SCENE8] [SCENE11] of a crowd only what is seen in one place; where lines meet in a patch, the one that fills it more"
    words = (Label("DOG", 30, 8, 34, 14, "inter", "black", True), Label("CROW", 30, 22, 42, 14, "inter", "black", True))
    targets = patch_targets(Crowd("mint", "plain", (STAR, RING), words), 8)
    asked = {name for name, column in COLUMN.items() if (targets[:, column] != IGNORED).any()}
    assert asked == {"is_object", "is_text", "shape", "colour", "left_letter", "right_letter"}
    lines = [read_row(targets, row) for row in range(3)]
    assert lines == ["DOG", "CROW", "CROW"]


@pytest.mark.parametrize("make", [make_scene, make_crowd])
def test_targets_are_classes(make) -> None:
    "[SCENE8] every class number is within its attribute, whatever the picture and the size of patches"
    for index in range(150):
        for patches in (4, 8, 12):
            for name, wanted in zip(ATTRIBUTES, patch_targets(make(8, index), patches).T, strict=True):
                asked = wanted[wanted != IGNORED]
                assert asked.size == 0 or 0 <= int(asked.min()) <= int(asked.max()) < ATTRIBUTES[name]


def test_labels_beside_the_records(tmp_path) -> None:
    "[SCENE8] labels are written for the trainer's dense recipe where they are asked for"
    write_scenes(tmp_path, 3, 5, first=2, side=48, patches=4)
    labels = PatchLabels.beside(tmp_path / "records.jsonl")
    assert labels.attributes == ATTRIBUTES
    assert np.array_equal(labels["scene-5-000003"], patch_targets(make_scene(5, 3), 4))
    write_crowds(tmp_path / "crowds", 2, 5, side=48, patches=4)
    records = tmp_path / "crowds" / "records.jsonl"
    assert np.array_equal(PatchLabels.beside(records)["crowd-5-000001"], patch_targets(make_crowd(5, 1), 4))
    assert len(RecordFile(records)) == 2
