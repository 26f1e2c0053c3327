"""Model folders: what is taken, what is refused, and how a result is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError

from ekphrasis_trainer.errors import TrainerError

LARGEST_CONFIG: Final = 16 * 2**20
PROCESSOR_FILES: Final = ("processor_config.json", "preprocessor_config.json")
#: Nothing is fetched, and no program code of a model's folder is run.
CLOSED: Final[dict[str, Any]] = {"trust_remote_code": False, "local_files_only": True}


def check_folder(folder: Path) -> dict[str, Any]:
    """The model's configuration; raises a `TrainerError` for a folder that is not loaded, whatever it holds."""
    configs = {"config.json": _read_config(folder / "config.json")}
    for name in (*PROCESSOR_FILES, "tokenizer_config.json"):
        configs[name] = _read_config(folder / name) if (folder / name).is_file() else {}
    own_code = next((name for name, config in configs.items() if "auto_map" in config), None)
    if own_code is not None:
        message = f"{folder.name} needs code of its own ({own_code}: auto_map), which is never run."
        raise TrainerError("MODEL_REMOTE_CODE", message)
    if not any(folder.glob("*.safetensors")):
        if any(folder.glob("*.bin")) or any(folder.glob("*.pt*")):
            raise TrainerError("MODEL_PICKLED", f"{folder.name} has only pickled weights, which can run code.")
        raise TrainerError("MODEL_NOT_FOUND", f"{folder.name} has no weights.")
    return configs["config.json"]


def load_processor(folder: Path) -> Any:
    """The model's processor: tokenizer, image processor, chat template; padded on the right."""
    from transformers import AutoProcessor

    if not any((folder / name).is_file() for name in PROCESSOR_FILES):
        message = f"{folder.name} has no processor ({' or '.join(PROCESSOR_FILES)})."
        raise TrainerError("MODEL_WITHOUT_PROCESSOR", message)
    try:
        processor = AutoProcessor.from_pretrained(folder, **CLOSED)
    except ImportError as error:
        message = f"The processor of {folder.name} needs another package: {error}."
        raise TrainerError("PACKAGE_MISSING", message) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"The processor of {folder.name} cannot be loaded: {error}."
        raise TrainerError("MODEL_WITHOUT_PROCESSOR", message) from error
    if not (hasattr(processor, "tokenizer") and hasattr(processor, "image_processor")):
        message = f"The processor of {folder.name} is not one for images and text."
        raise TrainerError("MODEL_WITHOUT_PROCESSOR", message, "Choose a vision-language model.")
    processor.tokenizer.padding_side = "right"
    if processor.tokenizer.pad_token_id is None:
        processor.tokenizer.pad_token = processor.tokenizer.eos_token
    return processor


def load_model(folder: Path, **options: Any) -> Any:
    """The model with its weights; `options` go to `from_pretrained`."""
    from transformers import AutoModelForImageTextToText

    kind = check_folder(folder).get("model_type", "unknown")
    try:
        return AutoModelForImageTextToText.from_pretrained(folder, **CLOSED, use_safetensors=True, **options)
    except ImportError as error:
        raise TrainerError("PACKAGE_MISSING", f"{folder.name} needs another package: {error}.") from error
    except (ValueError, KeyError, OSError, RuntimeError, SafetensorError) as error:
        if any(sign in str(error) for sign in ("Unrecognized configuration class", "does not recognize")):
            message = f"{folder.name} is a model of type {kind}, which does not turn images and text into text."
            raise TrainerError("MODEL_UNSUITED", message) from error
        message = f"The weights of {folder.name} cannot be read: {str(error)[:500]}."
        raise TrainerError("MODEL_UNREADABLE", message) from error


def load_config(folder: Path) -> Any:
    """The model's configuration as transformers has it, without its weights."""
    from transformers import AutoConfig

    kind = check_folder(folder).get("model_type", "unknown")
    try:
        return AutoConfig.from_pretrained(folder, **CLOSED)
    except (ValueError, KeyError, OSError) as error:
        message = f"{folder.name} is of type {kind}, which transformers does not know: {str(error)[:300]}."
        raise TrainerError("MODEL_UNSUITED", message) from error


def save_model(model: Any, processor: Any, folder: Path, weights: dict[str, Any] | None = None) -> None:
    """Writes model and processor in Hugging Face's layout, weights as safetensors.

    `weights` stands in for the model's own where these are spread over devices. transformers 5 keeps the pictures'
    settings in `processor_config.json` and the template in a file of its own, where only it looks; transformers.js and
    older readers find them in `preprocessor_config.json` and `tokenizer_config.json`.
    """
    model.save_pretrained(folder, **({} if weights is None else {"state_dict": weights}))
    if type(processor).__name__ == "LlavaProcessor" and processor.vision_feature_select_strategy == "default":
        # The same number of tokens, spelt as transformers.js counts it: it knows no class token that is left out.
        processor.vision_feature_select_strategy = "full"
        processor.num_additional_image_tokens -= 1
    processor.save_pretrained(folder)
    of_class = {"processor_class": type(processor).__name__}
    images = json.loads(processor.image_processor.to_json_string())
    images["image_processor_type"] = images["image_processor_type"].removesuffix("Fast").removesuffix("Pil")
    _write_config(folder / "preprocessor_config.json", images | of_class)
    # Where the tokenizer was loaded from is no business of who gets the model.
    traces = ("is_local", "local_files_only", "name_or_path")
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    template = {"chat_template": processor.chat_template} if isinstance(processor.chat_template, str) else {}
    kept = {name: value for name, value in config.items() if name not in traces}
    _write_config(folder / "tokenizer_config.json", kept | of_class | template)


def _read_config(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_CONFIG:
            raise ValueError("it is too large")
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        message = f"{path.parent} is no model: {path.name} cannot be read ({error})."
        raise TrainerError("MODEL_NOT_FOUND", message) from error
    return config if isinstance(config, dict) else {}


def _write_config(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
