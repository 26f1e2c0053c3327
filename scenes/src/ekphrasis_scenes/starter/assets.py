"""What of a build comes with the app: the model with its card, scenes to show it on, and what it says of these."""

import json
from pathlib import Path
from typing import Any

from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.draw import draw_scene
from ekphrasis_scenes.scene import make_scene
from ekphrasis_scenes.write import INSTRUCTION
from ekphrasis_trainer.export.card import describe_file
from ekphrasis_trainer.export.onnx_parts import export_onnx
from ekphrasis_trainer.export.parity import caption_prompt, check_parity, greedy_captions
from ekphrasis_trainer.models import load_model, load_processor, save_model

from .measure import measure_model
from .plan import HELD_OUT_SEED, WATCHED, Plan, stages

#: Scenes of the sample project, of a series of their own.
SAMPLE_SEED = 3
SAMPLES = 24
_PRECISIONS = ("fp32", "fp16", "int8")
_PARTS = ("embed_tokens", "vision_encoder", "decoder_model_merged")
_SUMMARY = (
    "A small captioner that comes with the app and runs on any computer. It describes drawn scenes: flat shapes, their "
    "colours, sizes, textures and places, how two of them lie to each other, the background, and a printed word."
)
_LIMITS = (
    "Describes drawn scenes of flat shapes only. On photographs, paintings and screenshots it talks nonsense, "
    "so it is never chosen for your own pictures unless you choose it."
)


def write_assets(folder: Path, trained: Path, plan: Plan, cpu_seconds: dict[str, float]) -> None:
    """Writes ``starter/``, ``sample/`` and ``starter-captions.json``; weights are shipped as fp16 ONNX alone."""
    model, processor = load_model(trained, dtype="float32").eval(), load_processor(trained)
    starter = folder / "starter"
    save_model(model, processor, starter)
    (starter / "model.safetensors").unlink()
    export_onnx(model, starter, _PRECISIONS)
    scenes = [make_scene(HELD_OUT_SEED, k) for k in range(WATCHED, WATCHED + plan.held_out)]
    measures = {name: measure_model(starter, scenes, name) for name in _PRECISIONS[1:]}
    images = _write_samples(folder / "sample", plan.sizes.image_size)
    parity = check_parity(model, processor, starter, list(images.values()), INSTRUCTION, precisions=_PRECISIONS)
    for path in (starter / "onnx").iterdir():
        if not path.stem.endswith("_fp16"):
            path.unlink()
    most = model.generation_config.max_new_tokens
    captions = greedy_captions(model, processor, list(images.values()), INSTRUCTION, most)
    _write_json(folder / "starter-captions.json", dict(zip(images, captions, strict=True)))
    _write_json(
        starter / "model-card.json",
        _about(model, plan)
        | {
            "heldOut": {"scenes": plan.held_out, "seed": HELD_OUT_SEED, "first": WATCHED, **measures["fp16"]},
            "int8": measures["int8"],
            "parity": {one.precision: {"captions": one.captions, "equal": one.equal} for one in parity},
            "build": {
                "command": "npm run build:starter",
                "cpuSeconds": cpu_seconds,
                "pictures": {"crowds": plan.crowds, "scenes": plan.scenes},
                "samples": {stage.name: stage.steps * stage.batch for stage in stages(plan)},
            },
            "prompt": {
                "instruction": INSTRUCTION,
                "template": caption_prompt(processor, INSTRUCTION),
                "addSpecialTokens": False,
                "decoding": "greedy",
                "maxNewTokens": most,
                "note": "It was trained with this one instruction. The chat template writes <s> itself, so the tokenizer must not "
                "add it again. Rows of a batch go on after the end token: cut each at the first one.",
            },
            **_files(starter),
        },
    )


def _write_samples(folder: Path, side: int) -> dict[str, Any]:
    images: dict[str, Any] = {}
    truth: dict[str, str] = {}
    (folder / "scenes").mkdir(parents=True)
    for index in range(SAMPLES):
        scene, name = make_scene(SAMPLE_SEED, index), f"scene-{index:02d}.png"
        images[name], truth[name] = draw_scene(scene, side), describe(scene, SAMPLE_SEED, index)
        images[name].save(folder / "scenes" / name)
    _write_json(folder / "scenes-truth.json", truth)
    return images


def _about(model: Any, plan: Plan) -> dict[str, Any]:
    sizes, text = plan.sizes, model.config.text_config
    widths, depths = (", ".join(map(str, values)) for values in (sizes.widths, sizes.depths))
    return {
        "id": "starter",
        "title": "Starter",
        "summary": _SUMMARY,
        "limits": _LIMITS,
        "architecture": model.config.model_type,
        "components": {
            "vision": f"SegFormer's encoder, {sizes.image_size} × {sizes.image_size} pixels, widths {widths}, blocks {depths}",
            "projector": "2 layers",
            "decoder": f"Llama-style, {sizes.text_layers} layers of {sizes.text_width}, vocabulary {text.vocab_size}",
        },
        "parameters": sum(one.numel() for one in model.parameters()),
        "precision": "fp16",
        "dtype": dict.fromkeys(_PARTS, "fp16"),
        "inputPixels": {"width": sizes.image_size, "height": sizes.image_size},
        "memoryMB": 500,
        "memoryNote": "Per host, rounded up.",
        "licence": "MIT",
        "measured": True,
    }


def _files(folder: Path) -> dict[str, Any]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "model-card.json")
    files = {path.relative_to(folder).as_posix(): describe_file(path) for path in paths}
    return {"bytes": sum(one["bytes"] for one in files.values()), "files": files}


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
