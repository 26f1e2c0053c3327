"""The file of records: where each stands, what it holds, and which are left out."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

from ekphrasis_trainer.errors import TrainerError

IMAGE_MARK: Final = "<image>"
LONGEST_LINE: Final = 16 * 2**20
MOST_EXAMPLES: Final = 100
ROLES: Final = {"human", "gpt", "system"}


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

    def by_reason(self) -> Iterator[tuple[str, int, list[str]]]:
        """Reason, number, examples."""
        return ((reason, count, self.examples[reason]) for reason, count in sorted(self.counts.items()))


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
        #: Words of all turns; below zero for records without an image, as LLaVA's `modality_lengths`.
        self.lengths = array("i")
        try:
            for offset, line in _lines(path):
                self._take(offset, line, pairs)
        except OSError as error:
            raise TrainerError("DATA_UNREADABLE", f"The records {path} cannot be read: {error.strerror}.") from error
        keep = math.ceil(len(self._offsets) * fraction)
        del self._offsets[keep:], self.lengths[keep:]

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, index: int) -> Record:
        with self.path.open("rb") as file:
            file.seek(self._offsets[index])
            record = parse_record(file.readline(LONGEST_LINE))
        return record if self.instruction is None else _with_instruction(record, self.instruction)

    def _take(self, offset: int, line: bytes, pairs: bool) -> None:
        self.total += 1
        try:
            record = parse_record(line)
            check_record(record)
            if pairs and record.rejected is None:
                raise Unusable("no-rejected-reply", record.id)
        except Unusable as unusable:
            self.skipped.add(unusable.reason, unusable.example or f"line {self.total}")
            return
        self._offsets.append(offset)
        words = sum(len(turn.text.split()) for turn in record.turns) or 1
        self.lengths.append(words if record.images else -words)


def parse_record(line: bytes) -> Record:
    """The record on this line; raises `Unusable` for anything else."""
    try:
        raw = json.loads(line)
        turns = tuple(Turn(turn["from"], turn["value"]) for turn in raw["conversations"])
        record = Record(raw["id"], tuple(raw.get("images", [])), turns, raw.get("rejected"))
        texts: list[Any] = [record.id, record.rejected or "", *record.images, *(turn.text for turn in turns)]
        if not all(isinstance(text, str) for text in texts) or {turn.role for turn in turns} - ROLES:
            raise TypeError("no text, or no role")
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise Unusable("unreadable") from error
    return record


def first_records(path: Path, count: int) -> Iterator[Record]:
    """Records among the first lines of a file, as many lines as this; none where there is no such file."""
    for _, line in islice(_lines(path), count) if path.is_file() else ():
        with suppress(Unusable):
            yield parse_record(line)


def check_record(record: Record) -> None:
    """Raises `Unusable` where a record has no reply, marks that do not fit its images, or an image that is gone."""
    replies = [turn.text for turn in record.turns if turn.role == "gpt"]
    if not replies or any(reply.strip() == "" for reply in replies) or (record.rejected or "x").strip() == "":
        raise Unusable("no-reply", record.id)
    marks = sum(turn.text.count(IMAGE_MARK) for turn in record.turns if turn.role == "human")
    misplaced = any(IMAGE_MARK in turn.text for turn in record.turns if turn.role != "human")
    if misplaced or marks not in (0, len(record.images)):
        raise Unusable("image-marks", record.id)
    for image in record.images:
        if not Path(image).is_file():
            raise Unusable("missing-image", image)


def placed_marks(record: Record) -> Record:
    """The record with a mark for each image; images that no turn mentions stand before the first human turn."""
    if any(IMAGE_MARK in turn.text for turn in record.turns):
        return record
    return _with_question(record, lambda question: f"{IMAGE_MARK}\n" * len(record.images) + question)


def _with_instruction(record: Record, instruction: str) -> Record:
    """The first human turn says this instead; its marks stay, at the front."""
    return _with_question(record, lambda question: f"{IMAGE_MARK}\n" * question.count(IMAGE_MARK) + instruction)


def _with_question(record: Record, change: Any) -> Record:
    turns = list(record.turns)
    first = next((index for index, turn in enumerate(turns) if turn.role == "human"), None)
    if first is not None:
        turns[first] = Turn("human", change(turns[first].text))
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
