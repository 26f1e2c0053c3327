"""Records as samples, what cannot be rendered is replaced and told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from torch.utils.data import Dataset

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.records import RecordFile, Unusable
from ekphrasis_trainer.rendering import Sample
from ekphrasis_trainer.spec import Spec

MOST_TRIES: Final = 1000


@dataclass(frozen=True)
class Drawn:
    """A sample, the rejected one of a pair, and what was left out before it was found: reason and example each."""

    sample: Sample
    rejected: Sample | None
    left_out: tuple[tuple[str, str], ...]


class Samples(Dataset[Drawn]):
    """One sample a record. Instead of a record that turns out unusable comes the next usable one, the same at every try."""

    def __init__(self, records: RecordFile, renderer: Any, *, pairs: bool = False) -> None:
        self.records = records
        self.renderer = renderer
        self.pairs = pairs

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: int) -> Drawn:
        left_out: list[tuple[str, str]] = []
        for step in range(min(len(self), MOST_TRIES)):
            record = self.records[(index + step) % len(self)]
            try:
                rejected = self.renderer.rejected(record) if self.pairs else None
                return Drawn(self.renderer.render(record), rejected, tuple(left_out))
            except Unusable as unusable:
                left_out.append((unusable.reason, unusable.example or record.id))
        reasons = ", ".join(sorted({reason for reason, _ in left_out}))
        raise TrainerError("DATA_BROKEN", f"{len(left_out)} records in a row cannot be used ({reasons}).")


def open_records(spec: Spec, path: str, *, fraction: float = 1.0) -> RecordFile:
    """The usable records of a file; raises a `TrainerError` where there are none or too many are unusable."""
    pairs = spec.recipe == "dpo"
    records = RecordFile(Path(path), fraction=fraction, instruction=spec.instruction, pairs=pairs)
    reasons = ", ".join(f"{count} {reason}" for reason, count, _ in records.skipped.by_reason())
    if len(records) == 0 and "no-rejected-reply" in records.skipped.counts:
        raise TrainerError("DATA_NOT_PREFERENCES", f"No record of {path} has a `rejected` reply beside the preferred.")
    if len(records) == 0:
        raise TrainerError("DATA_EMPTY", f"{path} has no usable record ({reasons or 'it is empty'}).")
    refuse_broken(spec, records.skipped.total, records.total, reasons)
    return records


def refuse_broken(spec: Spec, broken: int, total: int, reasons: str) -> None:
    """Stops the job where more records are unusable than the spec allows."""
    most = spec.data.most_broken
    if broken > most * total:
        message = f"{broken} of {total} records cannot be used ({reasons}); at most {most:.2%} may be so."
        raise TrainerError("DATA_BROKEN", message)
