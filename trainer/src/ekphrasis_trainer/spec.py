"""Reads a job's spec: fills in the recipe's values, checks it against the schema, and gives it types.

The schema is made from the app's own (`core/training/train-spec.ts`); defaults stand there, once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ekphrasis_trainer.errors import TrainerError

LARGEST_SPEC = 32 * 2**20
Template = Literal["plain", "conversation", "chat"]
Recipe = Literal["share-captioner", "pre-train", "sft", "lora", "dpo", "dense"]


@dataclass(frozen=True)
class Data:
    """What is trained on."""

    train: str
    held_out: str | None
    fraction: float
    too_long: Literal["truncate", "drop"]
    most_broken: float


@dataclass(frozen=True)
class Images:
    """How pictures reach the model's processor."""

    aspect: Literal["square", "pad", "native"]


@dataclass(frozen=True)
class Tuned:
    """Parts of the model that are trained."""

    vision_unfrozen_from: int | None
    projector: bool
    language_model: bool


@dataclass(frozen=True)
class Lora:
    """Low-rank adapters instead of the language model's own weights."""

    r: int
    alpha: int
    dropout: float
    bits: Literal[4, 8, 16]


@dataclass(frozen=True)
class Dpo:
    """Preference training."""

    beta: float


@dataclass(frozen=True)
class Optimizer:
    """AdamW and its schedule."""

    learning_rate: float
    vision_learning_rate: float | None
    projector_learning_rate: float | None
    lr_scheduler: Literal["cosine", "linear", "constant"]
    warmup_ratio: float
    weight_decay: float
    max_grad_norm: float
    global_batch_size: int
    device_batch_size: int
    epochs: float
    max_steps: int | None
    max_length: int
    group_by_modality_length: bool


@dataclass(frozen=True)
class Hardware:
    """Where and how it runs."""

    device: Literal["auto", "cuda", "mps", "cpu"]
    precision: Literal["auto", "fp32", "bf16"]
    attention: Literal["auto", "sdpa", "flash_attention_2", "eager"]
    gradient_checkpointing: bool
    tf32: bool
    zero_stage: Literal[0, 2, 3]


@dataclass(frozen=True)
class Checkpoints:
    """When the state is saved, and how much of it is kept."""

    every_steps: int | None
    every_minutes: float | None
    keep_last: int
    keep_best: bool


@dataclass(frozen=True)
class Pinned:
    """An image that is captioned at every evaluation."""

    hash: str
    image: str
    question: str
    reference: str


@dataclass(frozen=True)
class Evaluation:
    """What is measured on the way."""

    every_steps: int | None
    pinned: list[Pinned]
    max_new_tokens: int


@dataclass(frozen=True)
class Spec:
    """One job, complete."""

    version: int
    recipe: Recipe
    model: str
    output: str
    data: Data
    template: Template
    instruction: str | None
    images: Images
    tuned: Tuned
    lora: Lora | None
    dpo: Dpo | None
    optimizer: Optimizer
    hardware: Hardware
    checkpoints: Checkpoints
    evaluation: Evaluation
    seed: int


def read_spec(path: Path) -> Spec:
    """The spec in this file, or a `TrainerError` that says where it is wrong."""
    return make_spec(read_json(path))


def read_json(path: Path) -> Any:
    """The JSON value in a spec's file, as it was written."""
    try:
        if path.stat().st_size > LARGEST_SPEC:
            raise ValueError(f"it is larger than {LARGEST_SPEC // 2**20} MB")
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
    except (OSError, ValueError, RecursionError) as error:
        raise TrainerError(
            "SPEC_UNREADABLE", f"The spec {path} cannot be read: {error}.", "Give the path of a JSON file."
        ) from error


def _no_number(text: str) -> float:
    """Python's parser takes `NaN`, which no bound of a schema refuses."""
    raise ValueError(f"{text} is no number in JSON")


def make_spec(raw: Any) -> Spec:
    """The spec that this JSON value is."""
    return _typed(Spec, fill_in(raw))


def fill_in(raw: Any) -> dict[str, Any]:
    """The spec with its recipe's values and the schema's defaults, checked; what the caller wrote stands."""
    schema = json.loads(files("ekphrasis_trainer").joinpath("schema/train-spec.json").read_text("utf-8"))
    recipe = raw.get("recipe") if isinstance(raw, dict) else None
    defaults = recipe_values(recipe) if isinstance(recipe, str) else {}
    filled = _with_defaults(_merged(defaults, raw), schema)
    errors = list(Draft202012Validator(schema).iter_errors(filled))
    # What is missing is often missing because of a value that is wrong, such as the recipe's name.
    error = next((each for each in errors if each.validator == "enum"), best_match(errors))
    if error is not None:
        place = ".".join(str(part) for part in error.absolute_path) or "the spec"
        raise TrainerError("SPEC_INVALID", f"{place}: {error.message[:500]}.", "Correct it and start again.")
    return filled


def recipe_values(recipe: str) -> dict[str, Any]:
    """The values of `recipes/<recipe>.json`; nothing where there is no such recipe."""
    file = files("ekphrasis_trainer").joinpath(f"recipes/{Path(recipe).name}.json")
    return json.loads(file.read_text("utf-8"))["values"] if file.is_file() else {}


def _merged(under: Any, over: Any) -> Any:
    if not isinstance(under, dict) or not isinstance(over, dict):
        return over
    return {**under, **{key: _merged(under.get(key), value) for key, value in over.items()}}


def _with_defaults(value: Any, schema: dict[str, Any]) -> Any:
    """JSON Schema only describes defaults; this puts them where they are missing, objects of defaults too."""
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    filled = dict(value)
    for name, inner in schema["properties"].items():
        if name not in filled and "default" in inner:
            filled[name] = inner["default"]
        elif name not in filled and inner.get("type") == "object" and name in schema.get("required", []):
            filled[name] = {}
        if name in filled:
            filled[name] = _with_defaults(filled[name], inner)
    return filled


def _typed(cls: type[Any], value: dict[str, Any]) -> Any:
    hints = get_type_hints(cls)
    return cls(**{field.name: _typed_field(hints[field.name], value.get(field.name)) for field in fields(cls)})


def _typed_field(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    if get_origin(hint) is list:
        return [_typed_field(get_args(hint)[0], each) for each in value]
    return _typed(hint, value) if isinstance(hint, type) and is_dataclass(hint) else value
