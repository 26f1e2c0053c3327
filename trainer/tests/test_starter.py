import json
from pathlib import Path

import pytest

from ekphrasis_trainer.__main__ import main
from ekphrasis_trainer.spec import make_spec
from ekphrasis_trainer.starter import plan
from ekphrasis_trainer.starter.plan import Plan, stage_spec
from ekphrasis_trainer.starter.small_llava import SmallLlava

TINY = SmallLlava(image_size=48, vision_width=32, vision_layers=2, text_width=32, text_layers=2, head=16)


def test_plan_is_kept(tmp_path: Path) -> None:
    "[SCENE7] a build goes on with the steps that it began with"
    assert Plan.read(tmp_path / "plan.json") is None
    begun = Plan("mini", 2.5, 3, 640, 10, 20)
    begun.write(tmp_path / "plan.json")
    assert Plan.read(tmp_path / "plan.json") == begun


@pytest.mark.parametrize("recipe", ["dense", "share-captioner"])
def test_stages_are_jobs(recipe: str) -> None:
    "[SCENE7] each stage is a job of a recipe, complete, with its own number of steps"
    spec = make_spec(stage_spec(recipe, Path("/base"), Path("/job"), Path("/data"), 77, 5))
    assert (spec.recipe, spec.optimizer.max_steps, spec.seed, spec.checkpoints.keep_last) == (recipe, 77, 5, 1)
    assert spec.tuned.language_model == (recipe != "dense") and spec.tuned.vision_unfrozen_from == 0


def test_whole_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    "[SCENE7] [MODEL5] scenes, tokenizer, two trainings, export, measures and card; done again, nothing is done again"
    monkeypatch.setitem(plan.SIZES, "mini", TINY)
    for values in (plan.DENSE, plan.CAPTIONS):
        small = {"global_batch_size": 4, "device_batch_size": 4}
        monkeypatch.setitem(values, "optimizer", values["optimizer"] | small)
    arguments = ["starter", "--out", str(tmp_path), "--size", "mini", "--minutes", "0.001", "--held-out", "6"]
    assert main(arguments) == 0
    card = json.loads((tmp_path / "model" / "card.json").read_text())
    assert set(card["measures"]) >= {"count", "colour_and_shape", "position", "printed_word", "relation"}
    assert [one["precision"] for one in card["parity"]] == ["fp32", "fp16", "int8"]
    assert card["training"]["settings"]["recipe"] == "share-captioner" and card["training"]["steps"] == 10
    names = {path.name for path in (tmp_path / "model").rglob("*") if path.is_file()}
    assert "model.safetensors" not in names and "decoder_model_merged_fp16.onnx" in names
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.safetensors")}
    capsys.readouterr()
    assert main(arguments) == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.safetensors")} == before
    assert main([*arguments, "--seed", "9"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["code"] == "SPEC_INVALID"
