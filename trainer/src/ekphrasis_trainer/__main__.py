"""`python -m ekphrasis_trainer train|audit|probe|spec SPEC`, and `export|estimate` with options of their own.

`train` ends with 0 when the model is written or the job was stopped with a checkpoint (the last `state` event
tells which), and with 1 after an `error` event. `audit`, `probe` and `spec` write JSON lines to the standard
output.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from ekphrasis_trainer.errors import as_trainer_error
from ekphrasis_trainer.spec import fill_in, read_json, read_spec

#: Commands with options of their own: `add_arguments(parser)` and `run(options, say)`; only `run` imports torch.
MODULES = {
    "export": "ekphrasis_trainer.export.command",
    "estimate": "ekphrasis_trainer.estimate",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and gives the process's exit code."""
    parser = argparse.ArgumentParser(prog="ekphrasis_trainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("train", "audit", "probe", "spec"):
        command = commands.add_parser(name)
        command.add_argument("spec", type=Path)
        command.add_argument("--steps", type=int, default=5, help="steps that `probe` measures")
    for name, module in MODULES.items():
        import_module(module).add_arguments(commands.add_parser(name))
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except Exception as error:
        say({"kind": "error", **as_trainer_error(error).line})
        return 1


def _run(options: argparse.Namespace) -> int:
    if options.command in MODULES:
        return import_module(MODULES[options.command]).run(options, say)
    if options.command == "spec":
        say(fill_in(read_json(options.spec)))
        return 0
    spec = read_spec(options.spec)
    # Imported late: torch takes seconds, and a spec that is wrong should be told at once.
    if options.command == "audit":
        from ekphrasis_trainer.audit import audit

        say(audit(spec, progress=say))
    elif options.command == "probe":
        from ekphrasis_trainer.probe import probe

        say(probe(spec, steps=options.steps, progress=say))
    else:
        from ekphrasis_trainer.train import train

        return train(spec)
    return 0


def say(line: dict[str, Any]) -> None:
    """Writes one JSON line for whoever started this process."""
    print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
