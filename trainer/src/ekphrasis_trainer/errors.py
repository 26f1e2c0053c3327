"""What can be wrong with a job, and what to do about it."""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal[
    "SPEC_UNREADABLE",
    "SPEC_INVALID",
    "DATA_UNREADABLE",
    "DATA_EMPTY",
    "DATA_BROKEN",
    "DATA_NOT_PREFERENCES",
    "MODEL_NOT_FOUND",
    "MODEL_WITHOUT_PROCESSOR",
    "MODEL_PICKLED",
    "MODEL_REMOTE_CODE",
    "MODEL_UNREADABLE",
    "MODEL_UNSUITED",
    "NOTHING_TRAINED",
    "DEVICE_MISSING",
    "PACKAGE_MISSING",
    "BATCH_UNEVEN",
    "OUT_OF_MEMORY",
    "DISK_FULL",
    "CHECKPOINTS_BROKEN",
    "CHECKPOINT_OTHER_JOB",
    "LOSS_NOT_FINITE",
    "UNEXPECTED",
]


class TrainerError(Exception):
    """A job that cannot go on; `code` is stable, `message` says what is so, `remedy` what to do."""

    def __init__(self, code: ErrorCode, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.code: ErrorCode = code
        self.message = message
        self.remedy = remedy
