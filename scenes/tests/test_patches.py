import numpy as np

from ekphrasis_scenes.patches import ATTRIBUTES, patch_targets
from ekphrasis_scenes.scene import Label, Scene, Thing, make_scene
from ekphrasis_scenes.vocabulary import COLOURS, GROUNDS, LETTERS, PLACES, SHAPES, WORDS
from ekphrasis_scenes.write import write_scenes
from ekphrasis_trainer.dense.labels import IGNORED, PatchLabels

COLUMN = {name: index for index, name in enumerate(ATTRIBUTES)}
RING = Thing("ring", "red", "small", "plain", 80, 10, 7.5, 0)
STAR = Thing("star", "blue", "large", "dotted", 20, 20, 16, 0)
SCENE = Scene("mint", "striped", (STAR, RING), Label("DOG", 66, 76, 34, 16, "inter", "black", True), None)


def at(targets: np.ndarray, attribute: str, x: float, y: float, patches: int = 8) -> int:
    size = 96 / patches
    return int(targets[int(y / size) * patches + int(x / size), COLUMN[attribute]])


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
    row = targets.reshape(8, 8, -1)[6]
    halves = [int(row[k, COLUMN[side]]) for k in range(8) for side in ("left_letter", "right_letter")]
    read = "".join(LETTERS[value] for value in halves if value != IGNORED)
    assert "".join(letter for k, letter in enumerate(read) if k == 0 or read[k - 1] != letter) == "DOG"


def test_targets_are_classes() -> None:
    "[SCENE8] every class number is within its attribute, whatever the scene and the size of patches"
    for index in range(150):
        for patches in (4, 8, 12):
            for name, wanted in zip(ATTRIBUTES, patch_targets(make_scene(8, index), patches).T, strict=True):
                asked = wanted[wanted != IGNORED]
                assert asked.size == 0 or 0 <= int(asked.min()) <= int(asked.max()) < ATTRIBUTES[name]


def test_labels_beside_the_records(tmp_path) -> None:
    "[SCENE8] labels are written for the trainer's dense recipe where they are asked for"
    write_scenes(tmp_path, 3, 5, first=2, side=48, patches=4)
    labels = PatchLabels.beside(tmp_path / "records.jsonl")
    assert labels.attributes == ATTRIBUTES
    assert np.array_equal(labels["scene-5-000003"], patch_targets(make_scene(5, 3), 4))
