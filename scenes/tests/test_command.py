import json
from pathlib import Path
from typing import Any

import pytest

from ekphrasis_scenes.__main__ import main


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_draw_and_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    "[SCENE2] [SCENE9] what is drawn scores full against its own truth, and captions that were corrupted less"
    assert main(["draw", "--count", "12", "--seed", "4", "--side", "32", "--out", str(tmp_path)]) == 0
    assert told(capsys) == {"kind": "result", "folder": str(tmp_path), "scenes": 12}
    truth, records = tmp_path / "truth.jsonl", tmp_path / "records.jsonl"
    assert main(["score", "--truth", str(truth), "--captions", str(records)]) == 0
    whole = told(capsys)
    assert (whole["scenes"], whole["without_caption"]) == (12, 0)
    assert {one["share"] for one in whole["measures"].values()} == {1.0}
    ids = [json.loads(line)["id"] for line in truth.read_text().splitlines()]
    captions = [json.loads(line)["conversations"][1]["value"].replace("red", "blue") for line in records.open()]
    corrupted = tmp_path / "captions.jsonl"
    lines = (json.dumps({"id": name, "caption": text}) for name, text in zip(ids, captions, strict=True))
    corrupted.write_text("\n".join(list(lines)[:-2]) + "\n\n")
    assert main(["score", "--truth", str(truth), "--captions", str(corrupted)]) == 0
    part = told(capsys)
    assert (part["scenes"], part["without_caption"]) == (10, 2)
    assert part["measures"]["colour"]["share"] < 1.0 == part["measures"]["shape"]["share"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["draw", "--count", "-1", "--out", "x"], "SPEC_INVALID"),
        (["draw", "--side", "5", "--out", "x"], "SPEC_INVALID"),
        (["score", "--truth", "gone.jsonl", "--captions", "gone.jsonl"], "DATA_UNREADABLE"),
        (["score", "--truth", "other.jsonl", "--captions", "other.jsonl"], "DATA_UNREADABLE"),
    ],
)
def test_what_is_wrong_is_told(
    arguments: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    "[SCENE9] numbers out of range, files that are not there and files of something else"
    monkeypatch.chdir(tmp_path)
    Path("other.jsonl").write_text('{"id": 3}\n')
    assert main(arguments) == 1
    assert told(capsys)["code"] == code
