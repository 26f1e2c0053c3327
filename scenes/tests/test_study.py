import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ekphrasis_scenes.__main__ import main
from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.scene import make_scene
from ekphrasis_scenes.score import score_captions
from ekphrasis_scenes.study.mistakes import mistake, tell

SCENES = [make_scene(3, index) for index in range(300)]


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_without_mistakes_it_is_the_truth() -> None:
    "[STUDY4] a teacher without mistakes tells the truth, and one with some is wrong in the same things each time"
    for index, scene in enumerate(SCENES[:20]):
        assert tell(scene, 3, index, mistakes=0, spoiled=0, seed=1) == describe(scene, 3, index)
    first, again, other = (
        [tell(scene, 3, index, mistakes=0.5, spoiled=0.2, seed=seed) for index, scene in enumerate(SCENES)]
        for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize("share", [0.1, 0.4, 1.0])
def test_share_of_mistakes(share: float) -> None:
    "[STUDY4] each attribute is wrong as often as was asked for"
    seen = [(scene, mistake(scene, share, Random(index))) for index, scene in enumerate(SCENES)]
    assert sum(a.ground != b.ground for a, b in seen) / len(seen) == pytest.approx(share, abs=0.08)
    things = [(a, b) for one, two in seen for a, b in zip(one.things, two.things, strict=False)]
    for attribute in ("shape", "colour", "size", "texture", "place"):
        wrong = sum(getattr(a, attribute) != getattr(b, attribute) for a, b in things) / len(things)
        assert wrong == pytest.approx(share, abs=0.06), attribute


def test_score_falls_with_mistakes() -> None:
    "[STUDY4] the scorer finds the mistakes: everything but relations and counts is right as often as no mistake was made"
    captions = [(scene, tell(scene, 3, k, mistakes=0.25, spoiled=0, seed=1)) for k, scene in enumerate(SCENES)]
    scores = score_captions(captions)
    for attribute in ("colour", "shape", "size", "texture", "position"):
        # An object that was left out, too, is wrong in everything.
        assert 0.55 < scores[attribute].value < 0.8, attribute
    assert scores["everything"].value < 0.2


def test_spoiled() -> None:
    "[STUDY4] so many captions are none: refusals, loops, beginnings"
    texts = [tell(scene, 3, index, mistakes=0, spoiled=0.3, seed=1) for index, scene in enumerate(SCENES)]
    spoiled = [text for text, (k, scene) in zip(texts, enumerate(SCENES), strict=True) if text != describe(scene, 3, k)]
    assert len(spoiled) / len(texts) == pytest.approx(0.3, abs=0.08)
    assert sum(text.startswith("I'm sorry") for text in spoiled) > 0
    assert sum(len(text.split()) == 3 for text in spoiled) > 0


def test_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    "[STUDY4] the command writes both captions of each scene; what is out of range or unreadable is told"
    assert main(["draw", "--count", "5", "--seed", "4", "--side", "32", "--out", str(tmp_path)]) == 0
    truth, out = str(tmp_path / "truth.jsonl"), tmp_path / "told.jsonl"
    assert main(["tell", "--truth", truth, "--mistakes", "1", "--out", str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["id"] for line in lines] == [f"scene-4-{index:06d}" for index in range(5)]
    assert all(line["told"] != line["caption"] for line in lines)
    capsys.readouterr()
    assert main(["tell", "--truth", truth, "--mistakes", "2", "--out", str(out)]) == 1
    assert told(capsys)["code"] == "SPEC_INVALID"
    assert main(["tell", "--truth", str(tmp_path / "gone"), "--out", str(out)]) == 1
    assert told(capsys)["code"] == "DATA_UNREADABLE"


def test_new_model_and_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    "[STUDY5] a new model reads and writes, is measured by its captions, and sizes that do not fit are told"
    data, out = tmp_path / "data", tmp_path / "model"
    assert main(["draw", "--count", "6", "--seed", "4", "--side", "32", "--out", str(data)]) == 0
    records = str(data / "records.jsonl")
    sizes = ["--side", "32", "--patch", "16", "--text-width", "64", "--text-blocks", "1", "--vision-blocks", "1"]
    given = ["new-model", "--records", records, *sizes, "--vocabulary", "400", "--out"]
    assert main([*given, str(out)]) == 0
    spec = tmp_path / "spec.json"
    spec.write_text(
        json.dumps(
            {
                "version": 1,
                "recipe": "share-captioner",
                "model": str(out),
                "output": str(tmp_path),
                "data": {"train": records},
                "evaluation": {"max_new_tokens": 4},
            }
        )
    )
    capsys.readouterr()
    truth = ["--truth", str(data / "truth.jsonl"), "--most", "4"]
    assert main(["measure", str(spec), "--model", str(out), "--records", records, *truth]) == 0
    figures = told(capsys)
    assert (figures["captions"], figures["scored"], figures["unusable"]) == (4, 4, 0)
    assert 0 <= figures["agreement"] < 0.5
    assert figures["measures"]["count"] == {"share": 0.0, "of": 4}
    assert main([*given, str(tmp_path / "odd"), "--patch", "15"]) == 1
    assert told(capsys)["code"] == "SPEC_INVALID"
    assert not (tmp_path / "odd").exists()
