import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.draw import cover_map, draw_scene, letters_of
from ekphrasis_scenes.scene import Scene, make_scene
from ekphrasis_scenes.score import read_caption
from ekphrasis_scenes.vocabulary import COLOURS, LETTERS, SHAPES, UNITS, WORDS, is_clear_place
from ekphrasis_scenes.write import read_truth, write_scenes

INDICES = st.integers(min_value=0, max_value=100_000)
SERIES = [make_scene(7, index) for index in range(600)]


def folder_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes().replace(str(folder).encode(), b""))
    return digest.hexdigest()


def test_series_is_the_same_everywhere() -> None:
    "[SCENE1] what is in a scene, and its caption, depend on the seed and the index alone"
    told = [[make_scene(1, k).to_json(), describe(make_scene(1, k), 1, k)] for k in range(50)]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    assert digest == "ef0a24cd27d5fbce78e6a80eeceba415d47832bab8611879669b3d09e5ea5792"


def test_nothing_of_a_relation_is_luck() -> None:
    "[SCENE5] a relation begins with the object that is told of first, unless its words allow only the other"
    for index, scene in enumerate(SERIES):
        names = [(thing.colour, thing.shape) for thing in scene.things]
        for first, relation, second in read_caption(describe(scene, 7, index)).relations:
            if relation not in ("inside", "on top of"):
                assert names.index(first) < names.index(second)
            if scene.pair is None:
                assert [first, second] == names[:2]


def test_folder_is_the_same_to_the_byte(tmp_path: Path) -> None:
    "[SCENE1] [SCENE2] equal arguments write equal bytes, also after an interruption and in two parts"
    write_scenes(tmp_path / "a", 6, 3)
    write_scenes(tmp_path / "b", 6, 3)
    assert folder_digest(tmp_path / "a") == folder_digest(tmp_path / "b")
    picture = tmp_path / "b" / "images" / "scene-3-000004.png"
    before = picture.read_bytes()
    picture.unlink()
    (tmp_path / "b" / "records.jsonl").unlink()
    write_scenes(tmp_path / "b", 6, 3)
    assert picture.read_bytes() == before
    assert folder_digest(tmp_path / "a") == folder_digest(tmp_path / "b")
    write_scenes(tmp_path / "c", 3, 3, first=3)
    whole, part = ((tmp_path / name / "truth.jsonl").read_text().splitlines() for name in "ac")
    assert part == whole[3:]


def test_records_are_training_records(tmp_path: Path) -> None:
    "[SCENE2] a record has an absolute path, the instruction behind the mark, and the caption of the truth"
    write_scenes(tmp_path, 2, 5)
    truth = read_truth(tmp_path / "truth.jsonl")
    records = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text().splitlines()]
    assert [record["id"] for record in records] == list(truth)
    for record in records:
        human, reply = record["conversations"]
        assert Path(record["images"][0]).is_file() and Path(record["images"][0]).is_absolute()
        assert (human["from"], human["value"]) == ("human", "<image>\nDescribe the image in detail.")
        assert (reply["from"], reply["value"]) == ("gpt", truth[record["id"]][1])


def test_no_scenes_at_all(tmp_path: Path) -> None:
    "[SCENE2] an empty series is an empty dataset"
    write_scenes(tmp_path, 0, 1)
    assert (tmp_path / "records.jsonl").read_text() == ""
    assert read_truth(tmp_path / "truth.jsonl") == {}


@settings(max_examples=60, deadline=None)
@given(INDICES)
def test_scene_survives_json(index: int) -> None:
    "[SCENE3] a scene read from its truth is the same scene"
    scene = make_scene(11, index)
    assert Scene.from_json(json.loads(json.dumps(scene.to_json()))) == scene


@settings(max_examples=120, deadline=None)
@given(INDICES)
def test_words_are_never_a_matter_of_taste(index: int) -> None:
    "[SCENE4] places are clear, objects differ by name, nothing leaves the picture"
    scene = make_scene(2, index)
    names = [(thing.colour, thing.shape) for thing in scene.things]
    assert len(set(names)) == len(names)
    for thing in scene.things:
        assert is_clear_place(thing.x, thing.y)
        assert thing.radius <= thing.x <= UNITS - thing.radius
        assert thing.radius <= thing.y <= UNITS - thing.radius
    if scene.label is not None:
        assert is_clear_place(scene.label.x, scene.label.y)
        letters = letters_of(scene.label)
        assert "".join(one.letter for one in letters) == scene.label.word
        assert letters[0].left >= scene.label.x - scene.label.width / 2
        assert letters[-1].right <= scene.label.x + scene.label.width / 2


@pytest.mark.parametrize("scene", [one for one in SERIES if one.things][:80])
def test_every_object_is_seen(scene: Scene) -> None:
    "[SCENE4] at least half of each object is uncovered, and where it is alone its colour is there"
    seen = cover_map(scene)
    picture = draw_scene(scene).load()
    assert picture is not None
    for number, thing in enumerate(scene.things, 1):
        alone = Scene(scene.ground, scene.pattern, (thing,), None, None)
        whole = int((cover_map(alone) > 0).sum())
        assert int((seen == number).sum()) >= whole * 0.45
        if thing.texture == "plain" and thing.shape not in ("ring",) and scene.pair is None:
            assert picture[round(thing.x), round(thing.y)] == COLOURS[thing.colour]


def test_series_has_everything() -> None:
    "[SCENE5] all shapes, colours, counts, relations and at least 200 words occur"
    things = [thing for scene in SERIES for thing in scene.things]
    assert {thing.shape for thing in things} == set(SHAPES)
    assert {thing.colour for thing in things} == set(COLOURS)
    assert {len(scene.things) for scene in SERIES} == {0, 1, 2, 3, 4}
    assert {scene.pair[1] for scene in SERIES if scene.pair} == {"inside", "on top of", "behind"}
    assert len(set(WORDS)) == len(WORDS) >= 200
    assert {letter for word in WORDS for letter in word} <= set(LETTERS)
    printed = {scene.label.word for scene in (make_scene(9, k) for k in range(4000)) if scene.label}
    assert len(printed) >= 200
