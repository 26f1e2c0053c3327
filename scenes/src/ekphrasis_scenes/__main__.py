"""`python -m ekphrasis_scenes draw|score|tell|new-model|measure|measure-onnx|build-starter`: JSON lines out, 1 where something is wrong."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ekphrasis_trainer.errors import TrainerError

from .scene import make_scene
from .score import score_captions
from .study import command as study
from .write import MOST_PIXELS, read_truth, write_scenes

Say = Callable[[dict[str, Any]], None]


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and gives the process's exit code."""
    parser = argparse.ArgumentParser(prog="ekphrasis_scenes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("draw", help="write a dataset of scenes: images/, records.jsonl, truth.jsonl")
    draw.add_argument("--count", type=int, default=2000, help="number of scenes (default 2000)")
    draw.add_argument("--seed", type=int, default=1, help="series; equal seeds give equal files (default 1)")
    draw.add_argument("--first", type=int, default=0, help="index of the first scene of the series (default 0)")
    draw.add_argument("--side", type=int, default=96, help="width and height in pixels (default 96)")
    draw.add_argument("--out", type=Path, required=True, help="folder; made where it is not there")
    score = commands.add_parser("score", help="say what of captions is true, by attribute")
    score.add_argument("--truth", type=Path, required=True, help="truth.jsonl that `draw` wrote")
    score.add_argument("--captions", type=Path, required=True, help='JSON lines with "id" and "caption", or records')
    study.add_commands(commands)
    exported = commands.add_parser("measure-onnx", help="caption scenes with an exported model, and say what is true")
    exported.add_argument("--model", type=Path, required=True, help="folder with ONNX files and processor")
    exported.add_argument("--precision", choices=("fp32", "fp16", "int8"), default="fp16")
    exported.add_argument("--count", type=int, default=1000, help="number of scenes (default 1000)")
    exported.add_argument("--seed", type=int, default=2, help="series of the scenes (default 2, the held-out one)")
    exported.set_defaults(run=_measure_onnx)
    built = commands.add_parser("build-starter", help="make the captioner that comes with the app")
    built.add_argument("--out", type=Path, required=True, help="folder of the build; what is made is in assets/")
    built.add_argument("--plan", choices=("starter", "mini"), default="starter")
    built.set_defaults(run=_build_starter)
    draw.set_defaults(run=_draw)
    score.set_defaults(run=_score)
    options = parser.parse_args(arguments)
    try:
        return options.run(options, say)
    except TrainerError as error:
        say({"kind": "error", "code": error.code, "message": error.message, "remedy": error.remedy})
        return 1


def say(line: dict[str, Any]) -> None:
    """Writes one JSON line for whoever started this process."""
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _draw(options: argparse.Namespace, say: Say) -> int:
    if options.count < 0 or options.first < 0 or not 16 <= options.side <= MOST_PIXELS:
        message = f"--count and --first must not be negative, and --side lies between 16 and {MOST_PIXELS}."
        raise TrainerError("SPEC_INVALID", message, "Correct it and start again.")
    write_scenes(options.out, options.count, options.seed, side=options.side, first=options.first)
    say({"kind": "result", "folder": str(options.out.resolve()), "scenes": options.count})
    return 0


def _score(options: argparse.Namespace, say: Say) -> int:
    try:
        truth = {name: scene for name, (scene, _) in read_truth(options.truth).items()}
        captions = dict(_captions(options.captions))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        message = f"Truth or captions cannot be read: {type(error).__name__}, {error}."
        raise TrainerError("DATA_UNREADABLE", message, 'Give truth.jsonl and lines with "id" and "caption".') from error
    scores = score_captions((scene, captions[name]) for name, scene in truth.items() if name in captions)
    measures = {name: {"share": round(one.value, 4), "of": one.of} for name, one in scores.items()}
    missing = len(truth.keys() - captions.keys())
    say({"kind": "result", "scenes": len(truth) - missing, "without_caption": missing, "measures": measures})
    return 0


def _measure_onnx(options: argparse.Namespace, say: Say) -> int:
    # Here and below imported late: torch takes seconds, and a drawing has no use for it.
    from .starter.measure import measure_model

    scenes = [make_scene(options.seed, index) for index in range(max(0, options.count))]
    measures = measure_model(options.model, scenes, options.precision)
    say({"kind": "result", "scenes": len(scenes), "seed": options.seed, "measures": measures})
    return 0


def _build_starter(options: argparse.Namespace, say: Say) -> int:
    from .starter.build import build
    from .starter.plan import PLANS

    return build(options.out.resolve(), PLANS[options.plan], say)


def _captions(path: Path) -> Iterator[tuple[str, str]]:
    """Captions by id: of lines that have one, or the last reply of training records."""
    with path.open(encoding="utf-8") as lines:
        for line in filter(str.strip, lines):
            one = json.loads(line)
            yield one["id"], str(one["caption"] if "caption" in one else one["conversations"][-1]["value"])


if __name__ == "__main__":
    sys.exit(main())
