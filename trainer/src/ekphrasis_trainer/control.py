"""How a running job is told to save or stop: signals, and files in its folder."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

SAVE_FILE, STOP_FILE = "save-now", "stop-now"
# Launchers pass a signal on to processes that got it themselves; twice within this many seconds is once.
SAME_SIGNAL = 1.0
KILLED_EXIT = 143
# PR_SET_PDEATHSIG of prctl(2).
SIGNAL_OF_PARENTS_DEATH = 1


class Control:
    """Wishes of whoever watches the job. The first SIGTERM asks for a checkpoint and the end, a second ends at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stop = False
        self._asked_at = 0.0
        #: The next step ends with a checkpoint.
        self.save = False

    def listen(self) -> None:
        """From now on signals are wishes."""
        signal.signal(signal.SIGTERM, self._asked)
        signal.signal(signal.SIGINT, self._asked)
        # torchrun puts each process into a session of its own: killed itself, it would leave them training on unseen.
        if sys.platform == "linux" and "TORCHELASTIC_RUN_ID" in os.environ:
            ctypes.CDLL(None).prctl(SIGNAL_OF_PARENTS_DEATH, signal.SIGKILL)

    def wishes(self) -> tuple[bool, bool]:
        """Whether to save and whether to stop; files are taken away as they are obeyed."""
        save, self.save = self._take(SAVE_FILE) or self.save, False
        self._stop = self._take(STOP_FILE) or self._stop
        return save, self._stop

    def _take(self, name: str) -> bool:
        try:
            (self._folder / name).unlink()
        except FileNotFoundError:
            return False
        return True

    def _asked(self, *_: Any) -> None:
        now = time.monotonic()
        if self._stop and now - self._asked_at > SAME_SIGNAL:
            os._exit(KILLED_EXIT)
        self._stop = True
        self._asked_at = now
