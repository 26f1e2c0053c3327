"""The file of records: where each stands, what it holds, and which are left out."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.events import MOST_EXAMPLES

IMAGE_MARK = "<image>"
LONGEST_LINE = 16 * 2**20


class Unusable(Exception):
    """A record that cannot be trained on; `reason` is one of the words that the audit counts by."""

    def __init__(self, reason: str, example: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.example = example


@dataclass(frozen=True)
class Turn:
    """What one side says; `<image>` in it marks where a picture stands."""

    role: Literal["human", "gpt", "system"]
    text: str


@dataclass(frozen=True)
class Record:
    """One sample."""

    id: str
    images: tuple[str, ...]
    turns: tuple[Turn, ...]
    rejected: str | None = None


@dataclass
class Skipped:
    """What is left out, by reason, with a few examples each."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, example: str) -> None:
        """Counts one more."""
        self.counts[reason] = self.counts.get(reason, 0) + 1
        examples = self.examples.setdefault(reason, [])
        if len(examples) < MOST_EXAMPLES and example not in examples:
            examples.append(example)

    @property
    def total(self) -> int:
        """How many are left out in all."""
        return sum(self.counts.values())


class RecordFile:
    """Random access to the usable records of a JSON lines file. Only their places are held: 12 bytes a record."""

    def __init__(
        self, path: Path, *, fraction: float = 1.0, instruction: str | None = None, pairs: bool = False
    ) -> None:
        self.path = path
        self.instruction = instruction
        self.skipped = Skipped()
        self.total = 0
        self._offsets = array("q")
        # Words of all turns; below zero for records without an image, as LLaVA's `modality_lengths`.
        self.lengths = array("i")
        try:
            self._index(fraction, pairs)
        except OSError as error:
            raise TrainerError(
                "DATA_UNREADABLE", f"The records {path} cannot be read: {error.strerror}.", "Write the file again."
            ) from error

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, index: int) -> Record:
        with self.path.open("rb") as file:
            file.seek(self._offsets[index])
            return self._told(parse_record(file.readline(LONGEST_LINE)))

    def _told(self, record: Record) -> Record:
        return record if self.instruction is None else _with_instruction(record, self.instruction)

    def _index(self, fraction: float, pairs: bool) -> None:
        for offset, line in _lines(self.path):
            self.total += 1
            try:
                record = parse_record(line)
                check_record(record)
                if pairs and record.rejected is None:
                    raise Unusable("no-rejected-reply", record.id)
            except Unusable as unusable:
                self.skipped.add(unusable.reason, unusable.example or f"line {self.total}")
                continue
            self._offsets.append(offset)
            words = sum(len(turn.text.split()) for turn in record.turns) or 1
            self.lengths.append(words if record.images else -words)
        keep = math.ceil(len(self._offsets) * fraction)
        del self._offsets[keep:], self.lengths[keep:]


def parse_record(line: bytes) -> Record:
    """The record on this line; raises `Unusable` for anything else."""
    try:
        raw = json.loads(line)
        turns = tuple(Turn(_role(turn["from"]), _text(turn["value"])) for turn in raw["conversations"])
        rejected = raw.get("rejected")
        images = tuple(_text(image) for image in raw.get("images", []))
        return Record(_text(raw["id"]), images, turns, None if rejected is None else _text(rejected))
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise Unusable("unreadable") from error


def check_record(record: Record) -> None:
    """Raises `Unusable` where a record has no reply, marks that do not fit its images, or an image that is gone."""
    replies = [turn.text for turn in record.turns if turn.role == "gpt"]
    if not replies or any(reply.strip() == "" for reply in replies) or (record.rejected or "x").strip() == "":
        raise Unusable("no-reply", record.id)
    marks = sum(turn.text.count(IMAGE_MARK) for turn in record.turns if turn.role == "human")
    misplaced = any(IMAGE_MARK in turn.text for turn in record.turns if turn.role != "human")
    if misplaced or marks not in ((0, len(record.images)) if record.images else (0,)):
        raise Unusable("image-marks", record.id)
    for image in record.images:
        if not Path(image).is_file():
            raise Unusable("missing-image", image)


def placed_marks(record: Record) -> Record:
    """The record with a mark for each image; images that no turn mentions stand before the first human turn."""
    if not record.images or any(IMAGE_MARK in turn.text for turn in record.turns):
        return record
    first = next(index for index, turn in enumerate(record.turns) if turn.role == "human")
    text = f"{IMAGE_MARK}\n" * len(record.images) + record.turns[first].text
    turns = (*record.turns[:first], Turn("human", text), *record.turns[first + 1 :])
    return replace(record, turns=turns)


def _with_instruction(record: Record, instruction: str) -> Record:
    """The first human turn says this instead; its marks stay, at the front."""
    turns = list(record.turns)
    for index, turn in enumerate(turns):
        if turn.role == "human":
            marks = f"{IMAGE_MARK}\n" * turn.text.count(IMAGE_MARK)
            turns[index] = Turn("human", marks + instruction)
            break
    return replace(record, turns=tuple(turns))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with the place where it begins; too long a line comes as a torn one."""
    with path.open("rb") as file:
        offset = 0
        while line := file.readline(LONGEST_LINE):
            rest = line
            begin, offset = offset, offset + len(line)
            while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
                offset += len(rest)
                line = b"{"
            if line.strip():
                yield begin, line


def _role(value: Any) -> Literal["human", "gpt", "system"]:
    if value not in ("human", "gpt", "system"):
        raise ValueError("no role")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
