import json
from importlib.resources import files
from pathlib import Path

from jsonschema import Draft202012Validator

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.events import EventWriter

EVENT = Draft202012Validator(json.loads(files("ekphrasis_trainer").joinpath("schema/train-event.json").read_text()))


def read_events(path: Path) -> list[dict]:
    events = [json.loads(line) for line in path.read_text().splitlines()]
    for event in events:
        EVENT.validate(event)
    return events


def test_train3_events_are_lines_of_the_schema(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path / "job/events.jsonl")
    writer.state("preparing", "model")
    writer.warning("X", "said", examples=[str(number) for number in range(150)])
    writer.error(TrainerError("DISK_FULL", "It is full.", "Make room."))
    writer.close()
    events = read_events(tmp_path / "job/events.jsonl")
    assert [event["kind"] for event in events] == ["state", "warning", "error"]
    assert len(events[1]["examples"]) == 100


def test_train3_a_line_torn_by_a_kill_is_not_continued(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"kind":"sta')
    writer = EventWriter(path)
    writer.state("training")
    writer.close()
    assert json.loads(path.read_text().splitlines()[1])["state"] == "training"


def test_train3_other_processes_write_nothing(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path / "events.jsonl", enabled=False)
    writer.state("training")
    writer.close()
    assert list(tmp_path.iterdir()) == []
