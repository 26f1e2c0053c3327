"""A model's card: ``card.json`` for programs, ``README.md`` for people and hubs. Neither has a path in it."""

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from transformers import PreTrainedModel

from .onnx_parts import PARTS, SUFFIXES
from .parity import Parity

CARD_VERSION: Final = 1
#: Points of a curve at most; of more, every n-th and the last.
CURVE_POINTS: Final = 200
_PACKAGES: Final = ("torch", "transformers", "tokenizers", "onnx", "onnxruntime")
_SETTINGS: Final = (
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
    card: dict[str, Any] = {
        "version": CARD_VERSION,
        "title": folder.name,
        "architecture": model.config.model_type,
        "parameters": sum(p.numel() for p in model.parameters()),
        "prompt": {"instruction": instruction, "max_new_tokens": most_tokens},
        "training": _training(spec, told, plan) if spec else None,
        "environment": plan.get("environment") or _environment(),
        "onnx": {
            name: dict.fromkeys(PARTS, name)
            for name, ending in SUFFIXES.items()
            if all((folder / "onnx" / f"{part}{ending}.onnx").is_file() for part in PARTS)
        },
        "parity": [asdict(one) | {"faithful": one.faithful} for one in parity],
        "measures": dict(measures or {}),
        **(extra or {}),
    }
    files = (
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in ("card.json", "README.md")
    )
    card["files"] = {path.relative_to(folder).as_posix(): describe_file(path) for path in files}
    (folder / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readme(card), encoding="utf-8")
    return card


def read_events(path: Path) -> list[dict[str, Any]]:
    """A job's events; lines that a kill has torn are left out."""
    events: list[dict[str, Any]] = []
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
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
    data = spec.get("data", {})
    sets = {name: Path(data[name]) for name in ("train", "held_out") if data.get(name) and Path(data[name]).is_file()}
    # A step that was done again after a crash stands there twice; the later one counts.
    steps = {event["step"]: event.get("loss") for event in told if event.get("kind") == "step" and "step" in event}
    held_out = {e["step"]: e["held_out_loss"] for e in told if e.get("kind") == "evaluation" and "held_out_loss" in e}
    return {
        "base": Path(spec.get("model", "")).name,
        "settings": {name: spec[name] for name in _SETTINGS if spec.get(name) is not None},
        "datasets": {name: describe_file(path) for name, path in sets.items()},
        "samples": plan.get("samples"),
        "steps": max(steps, default=0),
        "loss": _thinned(steps),
        "held_out_loss": _thinned(held_out),
    }


def _thinned(points: Mapping[int, float | None]) -> list[list[Any]]:
    ordered = [[step, points[step]] for step in sorted(points)]
    every = -(-len(ordered) // CURVE_POINTS)
    return [point for k, point in enumerate(ordered) if k % every == 0 or k == len(ordered) - 1] if ordered else []


def _environment() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in _PACKAGES}


def _readme(card: Mapping[str, Any]) -> str:
    training, parity, measures = card["training"], card["parity"], card["measures"]
    lines = [
        "---",
        "library_name: transformers",
        "pipeline_tag: image-text-to-text",
        "tags: [image-captioning, ekphrasis]",
        "---",
        f"\n# {card['title']}\n",
        f"{card['architecture']}, {card['parameters']:,} parameters. "
        f'Asked with "{card["prompt"]["instruction"]}", greedy, up to {card["prompt"]["max_new_tokens"]} tokens.',
    ]
    if training:
        settings = json.dumps(training["settings"], indent=2, ensure_ascii=False)
        lines += ["\n## Training\n", f"From {training['base'] or 'new weights'}, {training['steps']} steps."]
        lines += [f"- {name}: SHA-256 {one['sha256']}" for name, one in training["datasets"].items()]
        lines += [f"\n```json\n{settings}\n```"]
    if measures:
        lines += ["\n## Measured\n", "| | |", "|---|---|"]
        lines += [f"| {name.replace('_', ' ')} | {value} |" for name, value in measures.items()]
    if parity:
        lines += [
            "\n## ONNX beside PyTorch\n",
            "| precision | captions equal | largest difference of a score | same choice |",
        ]
        lines += ["|---|---|---|---|"]
        lines += [
            f"| {one['precision']} | {one['equal']} of {one['captions']} "
            f"| {one['largest_difference']:.2g} | {one['same_choice']:.1%} |"
            for one in parity
        ]
    lines += ["\n## Environment\n"] + [f"- {name} {version}" for name, version in card["environment"].items()]
    return "\n".join(lines) + "\n"
