"""``python -m ekphrasis_trainer scenes``: writes a dataset of drawn scenes."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ekphrasis_trainer.errors import TrainerError

from .write import write_scenes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--count", type=int, default=2000, help="number of scenes (default 2000)")
    parser.add_argument("--seed", type=int, default=1, help="series; equal seeds give equal files (default 1)")
    parser.add_argument("--first", type=int, default=0, help="index of the first scene of the series (default 0)")
    parser.add_argument("--side", type=int, default=96, help="width and height in pixels (default 96)")
    parser.add_argument("--out", type=Path, required=True, help="folder; made where it is not there")


def run(arguments: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> int:
    """Writes the scenes; gives the exit status."""
    if arguments.count < 0 or arguments.first < 0 or not 16 <= arguments.side <= 4096:
        message = "--count and --first must not be negative, and --side lies between 16 and 4096."
        raise TrainerError("SPEC_INVALID", message, "Correct it and start again.")
    write_scenes(arguments.out, arguments.count, arguments.seed, side=arguments.side, first=arguments.first)
    say({"kind": "result", "folder": str(arguments.out.resolve()), "scenes": arguments.count})
    return 0
