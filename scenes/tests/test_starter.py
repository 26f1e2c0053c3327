import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from ekphrasis_scenes.__main__ import main
from ekphrasis_scenes.starter.build import build, teach
from ekphrasis_scenes.starter.plan import PLANS, Plan, stage_spec, stages
from ekphrasis_scenes.starter.small_llava import SmallLlava
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.spec import make_spec

TINY = Plan(
    sizes=SmallLlava(image_size=48, widths=(16, 16, 32), depths=(1, 1, 1), text_width=64, text_layers=2),
    crowds=24,
    scenes=24,
    held_out=6,
    crowd_steps=6,
    crowd_batch=4,
    dense_steps=6,
    dense_batch=4,
    caption_steps=12,
    caption_batch=4,
    restart_steps=6,
    vocabulary=600,
)
#: In a process of its own, so that it can be killed at any moment.
BUILD = "import sys; sys.path.insert(0, {here!r}); from test_starter import *; teach(Path(sys.argv[1]), TINY, print)"


def weights(folder: Path) -> dict[str, bytes]:
    return {name: value.tobytes() for name, value in load_file(folder / "restart/model/model.safetensors").items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("starter") / "build"
    assert build(out, TINY, lambda _: None) == 0
    return out


@pytest.mark.parametrize("name", sorted(PLANS))
def test_stages_are_jobs(name: str) -> None:
    "[SCENE7] each stage is a job of a recipe with its number of steps; no plan speaks of minutes"
    plan = PLANS[name]
    dense = [("dense", plan.crowd_steps), ("dense", plan.dense_steps)]
    captions = [("share-captioner", plan.caption_steps), ("share-captioner", plan.restart_steps)]
    for stage, (recipe, steps) in zip(stages(plan), [*dense, *captions], strict=True):
        spec = make_spec(stage_spec(plan, stage, Path("/base"), Path("/job"), Path("/data")))
        assert (spec.recipe, spec.optimizer.max_steps, spec.tuned.language_model) == (recipe, steps, recipe != "dense")
        assert spec.optimizer.device_batch_size * stage.processes == spec.optimizer.global_batch_size == stage.batch


def test_whole_way(built: Path) -> None:
    "[SCENE7] [SCENE10] pictures, tokenizer, four trainings, export, measures and card; done again, nothing is done again"
    starter = built / "assets" / "starter"
    card = json.loads((starter / "model-card.json").read_text())
    assert set(card["heldOut"]) >= {"count", "colour_and_shape", "position", "printed_word", "relation"}
    assert card["heldOut"]["scenes"] == 6 and list(card["parity"]) == ["fp32", "fp16", "int8"]
    assert card["parity"]["fp32"] == {"captions": 24, "equal": 24}
    assert card["build"]["pictures"] == {"crowds": 24, "scenes": 24}
    assert card["build"]["samples"] == {"crowds": 24, "dense": 24, "captions": 48, "restart": 24}
    names = {path.relative_to(starter).as_posix() for path in starter.rglob("*") if path.is_file()}
    assert names == card["files"].keys() | {"model-card.json"}
    assert {name for name in names if name.startswith("onnx/")} == {
        f"onnx/{part}_fp16.onnx" for part in ("vision_encoder", "embed_tokens", "decoder_model_merged")
    }
    assert main(["measure-onnx", "--model", str(starter), "--count", "2"]) == 0
    samples = sorted(path.name for path in (built / "assets/sample/scenes").iterdir())
    for told in ("sample/scenes-truth.json", "starter-captions.json"):
        assert sorted(json.loads((built / "assets" / told).read_text())) == samples
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*.safetensors")}
    assert build(built, TINY, lambda _: None) == 0
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*.safetensors")} == before


def test_another_plan_is_refused(built: Path) -> None:
    "[SCENE7] a build goes on by the plan that it began with, or not at all"
    with pytest.raises(TrainerError) as raised:
        build(built, replace(TINY, seed=9), print)
    assert raised.value.code == "SPEC_INVALID"


def test_killed_and_gone_on_with(built: Path, tmp_path: Path) -> None:
    "[SCENE7] stopped and killed in stages of one and of two processes, a build comes to the same weights, to the bit"
    out = tmp_path / "build"
    for job, how in (("crowds", signal.SIGTERM), ("captions", signal.SIGTERM), ("captions", signal.SIGKILL)):
        command = [sys.executable, "-c", BUILD.format(here=str(Path(__file__).parent)), str(out)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        events = out / job / "events.jsonl"
        before = steps_told(events)
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        while process.poll() is None and steps_told(events) == before:
            time.sleep(0.02)
        process.send_signal(how)
        assert process.wait() == (0 if how == signal.SIGTERM else -how)
    assert teach(out, TINY, lambda _: None) == 0
    assert weights(out) == weights(built)


def steps_told(events: Path) -> int:
    return events.read_text().count('"kind": "step"') if events.is_file() else 0
