"""Completes a model's folder so that transformers.js, and what is older than transformers 5, can read it."""

import json
from pathlib import Path
from typing import Any

#: Endings of transformers' class names that others do not know.
_ENDINGS = ("Fast", "Pil")
#: What transformers notes about where a tokenizer was loaded from; no business of who gets the model.
_TRACES = ("is_local", "local_files_only", "name_or_path")


def complete_settings(processor: Any, folder: Path) -> None:
    """Writes the picture's settings into ``preprocessor_config.json`` and the template into ``tokenizer_config.json``.

    transformers 5 keeps them in ``processor_config.json`` and in a file of its own, where only it looks.
    """
    name = type(processor).__name__
    images = getattr(processor, "image_processor", None)
    if images is not None:
        settings = json.loads(images.to_json_string())
        for ending in _ENDINGS:
            settings["image_processor_type"] = settings["image_processor_type"].removesuffix(ending)
        _write_json(folder / "preprocessor_config.json", settings | {"processor_class": name})
    path = folder / "tokenizer_config.json"
    if path.is_file():
        config = json.loads(path.read_text(encoding="utf-8")) | {"processor_class": name}
        for trace in _TRACES:
            config.pop(trace, None)
        template = getattr(processor, "chat_template", None)
        _write_json(path, config | ({"chat_template": template} if isinstance(template, str) else {}))


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
