"""Labels of patches, as they lie beside training records."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ekphrasis_trainer.errors import TrainerError

#: Not asked of this patch; what cross-entropy leaves out.
IGNORED: Final = -100
#: Name of the file beside the records.
FILE: Final = "patches.safetensors"


class PatchLabels:
    """Classes of each patch by the id of its record, read when they are asked for.

    The file has one tensor, ``classes``, int16, (records, patches, attributes), and in its metadata the ids of the
    records in order and the number of classes by attribute, both as JSON.
    """

    def __init__(self, path: Path) -> None:
        try:
            # Kept open: it is mapped into memory, and a row is read when it is wanted.
            self._file: Any = safe_open(path, framework="np")
            about = self._file.metadata() or {}
            ids = json.loads(about["ids"])
            self.attributes: dict[str, int] = {str(k): int(v) for k, v in json.loads(about["attributes"]).items()}
            self._classes = self._file.get_slice("classes")
            shape = self._classes.get_shape()
            if len(shape) != 3 or shape[0] != len(ids) or shape[2] != len(self.attributes):
                raise ValueError("its tensor does not fit its metadata")
        except (OSError, SafetensorError, ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{path}, the labels of patches that this recipe learns, cannot be read: {error}."
            raise TrainerError(
                "DATA_UNREADABLE", message, "Write it beside the records, or choose another recipe."
            ) from error
        self._rows = {str(name): row for row, name in enumerate(ids)}

    @staticmethod
    def beside(records: Path) -> "PatchLabels":
        """The labels of a file of records."""
        return PatchLabels(records.with_name(FILE))

    @staticmethod
    def write(records: Path, ids: Sequence[str], classes: np.ndarray, attributes: Mapping[str, int]) -> None:
        """Writes the file beside the records, whole or not at all."""
        about = {"ids": json.dumps(list(ids)), "attributes": json.dumps(dict(attributes))}
        part = records.with_name(f"{FILE}.part")
        save_file({"classes": np.ascontiguousarray(classes, np.int16)}, part, about)
        part.replace(records.with_name(FILE))

    def __contains__(self, record: str) -> bool:
        return record in self._rows

    def __getitem__(self, record: str) -> np.ndarray:
        """Class numbers, int64, (patches, attributes); ``IGNORED`` where there is nothing to ask."""
        row = self._rows[record]
        return self._classes[row : row + 1][0].astype(np.int64)
