"""Records as a dataset of samples; what cannot be rendered is replaced and told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torch.utils.data import Dataset

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.records import Record, RecordFile, Unusable
from ekphrasis_trainer.rendering import Renderer, Sample
from ekphrasis_trainer.spec import Spec

MOST_TRIES = 1000


@dataclass(frozen=True)
class Drawn:
    """A sample with its record, and what was left out before one was found: reason and example each."""

    record: Record
    sample: Sample
    rejected: Sample | None
    left_out: tuple[tuple[str, str], ...]


class Samples(Dataset[Drawn]):
    """One sample a record. Instead of a record that turns out unusable comes the next usable one, the same at every try."""

    def __init__(self, records: RecordFile, renderer: Renderer, *, pairs: bool = False) -> None:
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
                sample = self.renderer.render(record)
                rejected = self.renderer.render(self.renderer.rejected(record)) if self.pairs else None
                return Drawn(record, sample, rejected, tuple(left_out))
            except Unusable as unusable:
                left_out.append((unusable.reason, unusable.example or record.id))
        reasons = ", ".join(sorted({reason for reason, _ in left_out}))
        raise TrainerError(
            "DATA_BROKEN",
            f"{len(left_out)} records in a row cannot be used ({reasons}).",
            "Look at the audit of the data.",
        )


def open_records(spec: Spec, path: str, *, fraction: float = 1.0) -> RecordFile:
    """The usable records of a file; raises a `TrainerError` where there are none or too many are unusable."""
    pairs = spec.recipe == "dpo"
    records = RecordFile(Path(path), fraction=fraction, instruction=spec.instruction, pairs=pairs)
    if pairs and len(records) == 0 and "no-rejected-reply" in records.skipped.counts:
        raise TrainerError(
            "DATA_NOT_PREFERENCES",
            f"No record of {path} has a reply to prefer the other to (`rejected`).",
            "Use a dataset of preference pairs, e.g. of edits against originals.",
        )
    if len(records) == 0:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(records.skipped.counts.items()))
        raise TrainerError(
            "DATA_EMPTY", f"{path} has no usable record ({reasons or 'it is empty'}).", "Give records with replies."
        )
    refuse_broken(spec, records.skipped.total, records.total, "; ".join(sorted(records.skipped.counts)))
    return records


def refuse_broken(spec: Spec, broken: int, total: int, reasons: str) -> None:
    """Stops the job where more records are unusable than the spec allows."""
    if broken > spec.data.most_broken * total:
        raise TrainerError(
            "DATA_BROKEN",
            f"{broken} of {total} records cannot be used ({reasons}); at most {spec.data.most_broken:.2%} may be so.",
            "Repair or remove them, or allow more.",
        )
