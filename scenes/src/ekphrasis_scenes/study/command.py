"""Commands `tell`, `new-model` and `measure`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ekphrasis_trainer.errors import TrainerError

Say = Callable[[dict[str, Any]], None]


def add_commands(commands: Any) -> None:
    """Adds what a study needs; ``run`` of the parsed options does it, and only then is torch imported."""
    told = commands.add_parser("tell", help="write what a teacher of stated quality says of scenes")
    told.add_argument("--truth", type=Path, required=True, help="truth.jsonl that `draw` wrote")
    told.add_argument("--mistakes", type=float, default=0.0, help="share of what is said that is wrong (default 0)")
    told.add_argument("--spoiled", type=float, default=0.0, help="share of captions that are no captions (default 0)")
    told.add_argument("--seed", type=int, default=1, help="another seed makes other mistakes (default 1)")
    told.add_argument("--out", type=Path, required=True, help="file; JSON lines")
    told.set_defaults(run=_tell)
    new = commands.add_parser("new-model", help="write a small model with new weights and a tokenizer of its own")
    new.add_argument("--records", type=Path, required=True, help="training records that the tokenizer is learned from")
    sizes = {"side": 48, "patch": 8, "vision-width": 64, "vision-blocks": 4, "text-width": 128, "text-blocks": 2}
    for name, default in {**sizes, "vocabulary": 1000, "context": 256, "seed": 1}.items():
        new.add_argument(f"--{name}", type=int, default=default, help=f"default {default}")
    new.add_argument("--out", type=Path, required=True, help="folder; must not be there")
    new.set_defaults(run=_new_model)
    measured = commands.add_parser("measure", help="caption held-out records with a job's model, and say what is true")
    measured.add_argument("spec", type=Path, help="the job's spec.json")
    measured.add_argument("--model", type=Path, required=True, help="the model's folder, wherever it lies by now")
    measured.add_argument("--records", type=Path, required=True, help="JSON lines, as a job is trained on")
    measured.add_argument("--truth", type=Path, help="lines as in truth.jsonl, by the records' ids")
    measured.add_argument("--most", type=int, default=200, help="records at most (default 200)")
    measured.set_defaults(run=_measure)


def _tell(options: argparse.Namespace, say: Say) -> int:
    from .write_told import write_told

    if not (0 <= options.mistakes <= 1 and 0 <= options.spoiled <= 1):
        raise TrainerError("SPEC_INVALID", "--mistakes and --spoiled lie between 0 and 1.", "Correct them.")
    try:
        count = write_told(
            options.truth, options.out, mistakes=options.mistakes, spoiled=options.spoiled, seed=options.seed
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{options.truth} cannot be read: {type(error).__name__}, {error}."
        raise TrainerError("DATA_UNREADABLE", message, "Draw the scenes again.") from error
    say({"kind": "result", "file": str(options.out.resolve()), "scenes": count})
    return 0


def _new_model(options: argparse.Namespace, say: Say) -> int:
    from .new_model import Sizes, write_new_model

    sizes = Sizes(
        options.side,
        options.patch,
        options.vision_width,
        options.vision_blocks,
        options.text_width,
        options.text_blocks,
        options.context,
    )
    write_new_model(options.records, options.out, sizes, vocabulary=options.vocabulary, seed=options.seed)
    say({"kind": "result", "model": str(options.out.resolve())})
    return 0


def _measure(options: argparse.Namespace, say: Say) -> int:
    from ekphrasis_trainer.spec import read_spec

    from .measure import measure

    spec = read_spec(options.spec)
    say({"kind": "result", **measure(spec, options.model, options.records, options.truth, most=options.most)})
    return 0
