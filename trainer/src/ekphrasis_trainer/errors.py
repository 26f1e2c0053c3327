"""What can be wrong with a job, and what to do about it."""

from __future__ import annotations

import errno
import traceback
from typing import Any, Final

#: Stable codes with the usual remedy of each; a raise may give a nearer one.
REMEDIES: Final = {
    "SPEC_UNREADABLE": "Give the path of a JSON file.",
    "SPEC_INVALID": "Correct it and start again.",
    "DATA_UNREADABLE": "Write the file again.",
    "DATA_EMPTY": "Give records with replies.",
    "DATA_BROKEN": "Look at the audit of the data; repair or remove these records, or allow more.",
    "DATA_NOT_PREFERENCES": "Use a dataset of preference pairs, e.g. of edits against originals.",
    "MODEL_NOT_FOUND": "Choose a folder that holds a model with *.safetensors.",
    "MODEL_WITHOUT_PROCESSOR": "Copy the processor's files from the model that it was made of.",
    "MODEL_PICKLED": "Convert it to safetensors, or choose a folder that has *.safetensors.",
    "MODEL_REMOTE_CODE": "Choose a model of an architecture that transformers has itself.",
    "MODEL_UNREADABLE": "Get the model again; a file may be cut short.",
    "MODEL_UNSUITED": "Choose a vision-language model.",
    "NOTHING_TRAINED": "Unfreeze the vision tower from some block on, the projector, or the language model.",
    "DEVICE_MISSING": "Set the device to automatic, or set the environment up for this GPU.",
    "PACKAGE_MISSING": "Install it, or set the environment up anew.",
    "BATCH_UNEVEN": "Choose a number of devices that divides it, or another global batch size.",
    "OUT_OF_MEMORY": "Use a smaller batch on each device, gradient checkpointing, LoRA, or ZeRO.",
    "DISK_FULL": "Make room, keep fewer checkpoints, or use another disk; a job goes on from its last checkpoint.",
    "CHECKPOINTS_BROKEN": "Remove this checkpoint and start again.",
    "CHECKPOINT_OTHER_JOB": "Start it in another folder, or remove these checkpoints.",
    "LOSS_NOT_FINITE": "Start again with a lower learning rate, a longer warm-up, or in 32 bits.",
    "UNEXPECTED": "Look at the end of the log; it is a fault of the trainer.",
}


class TrainerError(Exception):
    """A job that cannot go on; `code` is stable, `message` says what is so, `remedy` what to do."""

    def __init__(self, code: str, message: str, remedy: str | None = None) -> None:
        self.code = code
        self.message = message
        self.remedy = remedy or REMEDIES[code]
        super().__init__(f"{message} {self.remedy}")

    @property
    def line(self) -> dict[str, Any]:
        """Fields of the event that tells of it."""
        return {"code": self.code, "message": self.message, "remedy": self.remedy}


def as_trainer_error(error: Exception) -> TrainerError:
    """The error as it is told; of a fault of the trainer the traceback goes to the log."""
    if isinstance(error, TrainerError):
        return error
    text, number = str(error), getattr(error, "errno", None)
    # On the CPU PyTorch has no class for it, as safetensors has none for a full disk.
    names = ("OutOfMemoryError", "MemoryError")
    if type(error).__name__ in names or number == errno.ENOMEM or "can't allocate memory" in text:
        return TrainerError("OUT_OF_MEMORY", f"The device ran out of memory: {text[:300]}")
    if number in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in text:
        return TrainerError("DISK_FULL", f"{text[:300]}.")
    traceback.print_exception(error)
    return TrainerError("UNEXPECTED", f"{type(error).__name__}: {text[:2000]}")
