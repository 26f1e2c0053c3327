"""A model's card: `card.json` for programs, `README.md` for people and hubs. Neither has a path in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from huggingface_hub import ModelCard, ModelCardData
from transformers import PreTrainedModel

from ekphrasis_trainer.export.onnx_parts import PARTS, SUFFIXES
from ekphrasis_trainer.export.parity import Parity
from ekphrasis_trainer.hardware import environment

CARD_VERSION: Final = 1
#: Points of a curve at most; of more, every n-th and the last.
CURVE_POINTS: Final = 200
SETTINGS: Final = (
    "recipe",
    "template",
    "instruction",
    "images",
    "tuned",
    "lora",
    "dpo",
    "optimizer",
    "hardware",
    "seed",
)


def write_card(
    folder: Path,
    model: PreTrainedModel,
    *,
    instruction: str,
    most_tokens: int,
    spec: Mapping[str, Any] | None = None,
    events: Path | None = None,
    parity: Sequence[Parity] = (),
    measures: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Describes the model in a folder: sizes, data, settings, curves, measures, and SHA-256 of every file."""
    told = read_events(events) if events else []
    plan = next((event for event in reversed(told) if event.get("kind") == "plan"), {})
    written = {name: [folder / "onnx" / f"{part}{ending}.onnx" for part in PARTS] for name, ending in SUFFIXES.items()}
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    card: dict[str, Any] = {
        "version": CARD_VERSION,
        "title": folder.name,
        "architecture": model.config.model_type,
        "parameters": sum(each.numel() for each in model.parameters()),
        "prompt": {"instruction": instruction, "max_new_tokens": most_tokens},
        "training": _training(spec, told, plan) if spec else None,
        "environment": plan.get("environment") or environment(),
        "onnx": {name: dict.fromkeys(PARTS, name) for name, paths in written.items() if set(paths) <= set(files)},
        "parity": [asdict(one) | {"faithful": one.faithful} for one in parity],
        "measures": dict(measures or {}),
        **(extra or {}),
        "files": {
            path.relative_to(folder).as_posix(): describe_file(path)
            for path in files
            if path.name not in ("card.json", "README.md")
        },
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    about = ModelCardData(
        library_name="transformers", pipeline_tag="image-text-to-text", tags=["image-captioning", "ekphrasis"]
    )
    settings = json.dumps((card["training"] or {}).get("settings"), indent=2, ensure_ascii=False)
    template = Path(__file__).with_name("README.md.jinja")
    readme: Any = ModelCard.from_template(about, template_path=str(template), settings=settings, **card)
    (folder / "README.md").write_text(readme.content, encoding="utf-8")
    return card


def read_events(path: Path) -> list[dict[str, Any]]:
    """A job's events; lines that a kill has torn are left out."""
    events: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else ():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        events += [event] if isinstance(event, dict) else []
    return events


def describe_file(path: Path) -> dict[str, Any]:
    """Size in bytes and SHA-256."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _training(spec: Mapping[str, Any], told: list[dict[str, Any]], plan: dict[str, Any]) -> dict[str, Any]:
    sets = {name: Path(spec["data"].get(name) or "") for name in ("train", "held_out")}
    # A step that was done again after a crash stands there twice; the later one counts.
    steps = {event["step"]: event.get("loss") for event in told if event.get("kind") == "step"}
    held_out = {e["step"]: e["held_out_loss"] for e in told if e.get("kind") == "evaluation" and "held_out_loss" in e}
    return {
        "base": Path(spec["model"]).name,
        "settings": {name: spec[name] for name in SETTINGS if spec.get(name) is not None},
        "datasets": {name: describe_file(path) for name, path in sets.items() if path.is_file()},
        "samples": plan.get("samples"),
        "steps": max(steps, default=0),
        "loss": _thinned(steps),
        "held_out_loss": _thinned(held_out),
    }


def _thinned(points: Mapping[int, float | None]) -> list[tuple[int, float | None]]:
    ordered = sorted(points.items())
    every = max(1, -(-len(ordered) // CURVE_POINTS))
    return [point for k, point in enumerate(ordered) if k % every == 0 or k == len(ordered) - 1]
