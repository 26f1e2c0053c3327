"""A job's spec: its recipe's values and the defaults filled in, checked, read by attribute.

Fields, bounds and defaults stand once, in the app's `core/training/train-spec.ts`, of which the schema is made.
"""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ekphrasis_trainer.errors import TrainerError

LARGEST_SPEC: Final = 32 * 2**20


class Spec(SimpleNamespace):
    """A JSON object of the spec: `spec.optimizer.learning_rate`. A field that may be left out and was is `None`."""

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(f"{name} of a spec cannot be changed")

    def but(self, **changes: Any) -> Spec:
        """The same with these fields changed."""
        return Spec(**{**vars(self), **changes})


def read_spec(path: Path) -> Spec:
    """The spec in this file, or a `TrainerError` that says where it is wrong."""
    return make_spec(read_json(path))


def make_spec(raw: Any) -> Spec:
    """The spec that this JSON value is."""
    return _by_attribute(fill_in(raw), spec_schema())


def read_json(path: Path) -> Any:
    """The JSON value in a spec's file, as it was written."""

    def refuse(text: str) -> float:
        # Python's parser takes `NaN`, which no bound of a schema refuses.
        raise ValueError(f"{text} is no number in JSON")

    try:
        if path.stat().st_size > LARGEST_SPEC:
            raise ValueError(f"it is larger than {LARGEST_SPEC // 2**20} MB")
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    except (OSError, ValueError, RecursionError) as error:
        raise TrainerError("SPEC_UNREADABLE", f"The spec {path} cannot be read: {error}.") from error


def fill_in(raw: Any) -> dict[str, Any]:
    """The spec with its recipe's values and the schema's defaults, checked; what the caller wrote stands."""
    recipe = raw.get("recipe") if isinstance(raw, dict) else None
    defaults = recipe_values(recipe) if isinstance(recipe, str) else {}
    filled = _with_defaults(merged(defaults, raw), spec_schema())
    errors = list(Draft202012Validator(spec_schema()).iter_errors(filled))
    # What is missing is often missing because of a value that is wrong, such as the recipe's name.
    error = next((each for each in errors if each.validator == "enum"), best_match(errors))
    if error is not None:
        place = ".".join(map(str, error.absolute_path)) or "the spec"
        raise TrainerError("SPEC_INVALID", f"{place}: {error.message[:500]}.")
    return filled


@cache
def spec_schema() -> dict[str, Any]:
    """The JSON Schema of a spec."""
    return json.loads(files("ekphrasis_trainer").joinpath("schema/train-spec.json").read_text("utf-8"))


def recipe_values(recipe: str) -> dict[str, Any]:
    """The values of `recipes/<recipe>.json`; nothing where there is no such recipe."""
    file = files("ekphrasis_trainer").joinpath(f"recipes/{Path(recipe).name}.json")
    return json.loads(file.read_text("utf-8"))["values"] if file.is_file() else {}


def merged(under: Any, over: Any) -> Any:
    """The second JSON value laid over the first, object by object."""
    if not isinstance(under, dict) or not isinstance(over, dict):
        return over
    return under | {key: merged(under.get(key), value) for key, value in over.items()}


def _with_defaults(value: Any, schema: dict[str, Any]) -> Any:
    """JSON Schema only describes defaults; this puts them where they are missing, in required objects too."""
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    filled = dict(value)
    for name, inner in schema["properties"].items():
        if "default" in inner:
            filled.setdefault(name, inner["default"])
        elif inner.get("type") == "object" and name in schema.get("required", []):
            filled.setdefault(name, {})
        if name in filled:
            filled[name] = _with_defaults(filled[name], inner)
    return filled


def _by_attribute(value: Any, schema: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_by_attribute(each, schema["items"]) for each in value]
    if not isinstance(value, dict):
        return value
    return Spec(**{name: _by_attribute(value.get(name), inner) for name, inner in schema["properties"].items()})
