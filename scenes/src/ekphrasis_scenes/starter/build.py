"""``python -m ekphrasis_scenes build-starter``: draws, trains, exports and measures the captioner that comes with the app.

Each stage leaves a folder that is whole or not there; a build that was interrupted goes on with the first that is not.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.scene import make_scene
from ekphrasis_scenes.write import write_crowds, write_scenes
from ekphrasis_trainer.errors import TrainerError

from .plan import HELD_OUT_SEED, TRAIN_SEED, WATCHED, Plan, stage_spec, stages

Say = Callable[[dict[str, Any]], None]

#: Captions that the tokenizer is trained on.
_TOKENIZER_CAPTIONS = 20_000


def build(out: Path, plan: Plan, say: Say) -> int:
    """Goes on with a build of this plan: 0 when all is in ``assets/``, or when it was stopped with a checkpoint."""
    status = teach(out, plan, say)
    trained = out / stages(plan)[-1].name / "model"
    if trained.is_dir():
        _stage(out / "assets", say, lambda folder: _finish(folder, trained, plan))
        say({"kind": "result", "assets": str(out / "assets")})
    return status


def teach(out: Path, plan: Plan, say: Say) -> int:
    """Draws and trains what is not done yet; the trained model is in the last stage's folder. Gives the exit status."""
    out.mkdir(parents=True, exist_ok=True)
    begun = Plan.read(out / "plan.json")
    if begun is not None and begun != plan:
        message = f"{out} is a build by another plan."
        raise TrainerError("SPEC_INVALID", message, "Name another folder, or remove it.")
    plan.write(out / "plan.json")
    _stage(out / "base", say, lambda folder: _write_base(folder, plan))
    _draw_all(out / "data", plan, say)
    model = out / "base"
    for stage in stages(plan):
        job = out / stage.name
        if not (job / "model").is_dir():
            job.mkdir(exist_ok=True)
            spec = stage_spec(plan, stage, model, job, out / "data")
            (job / "spec.json").write_text(json.dumps(spec, indent=2), encoding="utf-8")
            say({"kind": "state", "state": "training", "detail": f"{stage.name}: {job / 'events.jsonl'}"})
            began = _processor_seconds()
            status = _train(job / "spec.json", stage.processes)
            _add_seconds(job / "cpu-seconds.json", _processor_seconds() - began)
            if status != 0 or not (job / "model").is_dir():
                # Stopped with a checkpoint, or failed: the job's events say which.
                return status
        model = job / "model"
    return 0


def _train(spec_file: Path, processes: int) -> int:
    """Trains in this process, or in several by ``torchrun``. Gives the exit status, 0 also when stopped with a checkpoint."""
    # Imported late: torch takes seconds.
    from torch.distributed.elastic.multiprocessing import SignalException
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.run import main as torchrun

    from ekphrasis_trainer.spec import read_spec
    from ekphrasis_trainer.train import train

    if processes == 1:
        return train(read_spec(spec_file))
    # With more threads than cores the processes would wait for each other.
    threads = max(1, (os.cpu_count() or 1) // processes)
    command = ["--standalone", f"--nproc-per-node={processes}", "-m", "ekphrasis_trainer", "train", str(spec_file)]
    try:
        with _environment(OMP_NUM_THREADS=str(threads), PYTHONPATH=os.pathsep.join(sys.path)):
            torchrun(command)
    except ChildFailedError:
        return 1
    except SignalException:
        # Passed on to the processes, which have ended with a checkpoint.
        return 0
    return 0


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """What processes that are started meanwhile find in their environment."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _draw_all(data: Path, plan: Plan, say: Say) -> None:
    """Pictures that are learnt from and looked at, of crowds and of scenes, with what covers their patches."""
    sizes: Any = {"side": plan.sizes.image_size, "patches": plan.sizes.patches, "processes": os.cpu_count() or 1}
    for kind, write, number in (("crowds", write_crowds, plan.crowds), ("scenes", write_scenes, plan.scenes)):
        for side, count, seed in (("held_out", WATCHED, HELD_OUT_SEED), ("train", number, TRAIN_SEED)):
            # The last of the files that are written.
            if not (data / kind / side / "records.jsonl").is_file():
                say({"kind": "state", "state": "preparing", "detail": f"{count} {kind}"})
                write(data / kind / side, count, seed, **sizes)


def _stage(folder: Path, say: Say, make: Callable[[Path], None]) -> None:
    if folder.is_dir():
        return
    say({"kind": "state", "state": "preparing", "detail": folder.name})
    staging = folder.with_name(f"{folder.name}.writing")
    shutil.rmtree(staging, ignore_errors=True)
    make(staging)
    staging.rename(folder)


def _write_base(folder: Path, plan: Plan) -> None:
    from ekphrasis_trainer.models import save_model

    from .small_llava import make_model, make_processor
    from .tokenizer import train_tokenizer

    captions = (describe(make_scene(TRAIN_SEED, k), TRAIN_SEED, k) for k in range(_TOKENIZER_CAPTIONS))
    tokenizer = train_tokenizer(captions, vocabulary=plan.vocabulary, context=plan.sizes.context)
    save_model(make_model(tokenizer, plan.sizes, plan.seed), make_processor(tokenizer, plan.sizes), folder)


def _finish(folder: Path, trained: Path, plan: Plan) -> None:
    from .assets import write_assets

    out = folder.parent
    seconds = {stage.name: _seconds(out / stage.name / "cpu-seconds.json") for stage in stages(plan)}
    folder.mkdir()
    write_assets(folder, trained, plan, seconds)


def _add_seconds(path: Path, seconds: float) -> None:
    """Processor time of all runs of a stage together; what a kill took with it is missing."""
    path.write_text(json.dumps(round(_seconds(path) + seconds, 1)), encoding="utf-8")


def _processor_seconds() -> float:
    """Of this process and of those that it has waited for."""
    return sum(os.times()[:4])


def _seconds(path: Path) -> float:
    return float(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else 0.0
