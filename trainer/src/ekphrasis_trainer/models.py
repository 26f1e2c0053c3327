"""Model folders: what is taken, what is refused, and how a result is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.export.complete_settings import complete_settings

LARGEST_CONFIG = 16 * 2**20


def check_folder(folder: Path) -> dict[str, Any]:
    """The model's configuration; raises a `TrainerError` for a folder that is not loaded, whatever it holds."""
    config = _read_config(folder / "config.json")
    for name in ("config.json", "processor_config.json", "preprocessor_config.json", "tokenizer_config.json"):
        if "auto_map" in _read_config(folder / name, missing={}):
            raise TrainerError(
                "MODEL_REMOTE_CODE",
                f"{folder.name} needs code of its own ({name}: auto_map), which is never run.",
                "Choose a model of an architecture that transformers has itself.",
            )
    if not any(folder.glob("*.safetensors")):
        pickled = any(folder.glob("*.bin")) or any(folder.glob("*.pt*"))
        raise TrainerError(
            "MODEL_PICKLED" if pickled else "MODEL_NOT_FOUND",
            f"{folder.name} has {'only pickled weights, which can run code' if pickled else 'no weights'}.",
            "Convert it to safetensors, or choose a folder that has *.safetensors.",
        )
    return config


def load_processor(folder: Path) -> Any:
    """The model's processor: tokenizer, image processor, chat template; padded on the right."""
    from transformers import AutoProcessor

    names = ("processor_config.json", "preprocessor_config.json")
    if not any((folder / name).is_file() for name in names):
        raise TrainerError(
            "MODEL_WITHOUT_PROCESSOR",
            f"{folder.name} has no processor ({' or '.join(names)}).",
            "Copy the processor's files from the model that it was made of.",
        )
    try:
        processor = AutoProcessor.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except ImportError as error:
        raise TrainerError(
            "PACKAGE_MISSING", f"The processor of {folder.name} needs another package: {error}.", "Install it."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrainerError(
            "MODEL_WITHOUT_PROCESSOR",
            f"The processor of {folder.name} cannot be loaded: {error}.",
            "Copy the processor's files from the model that it was made of.",
        ) from error
    if not (hasattr(processor, "tokenizer") and hasattr(processor, "image_processor")):
        raise TrainerError(
            "MODEL_WITHOUT_PROCESSOR",
            f"The processor of {folder.name} is not one for images and text.",
            "Choose a vision-language model.",
        )
    processor.tokenizer.padding_side = "right"
    if processor.tokenizer.pad_token_id is None:
        processor.tokenizer.pad_token = processor.tokenizer.eos_token
    return processor


def load_model(folder: Path, **options: Any) -> Any:
    """The model with its weights; `options` go to `from_pretrained`."""
    from transformers import AutoModelForImageTextToText

    config = check_folder(folder)
    try:
        return AutoModelForImageTextToText.from_pretrained(
            folder, trust_remote_code=False, local_files_only=True, use_safetensors=True, **options
        )
    except (ValueError, KeyError) as error:
        if "Unrecognized configuration class" not in str(error) and "does not recognize" not in str(error):
            raise _unreadable(folder, error) from error
        kind = config.get("model_type", "unknown")
        raise TrainerError(
            "MODEL_UNSUITED",
            f"{folder.name} is a model of type {kind}, which does not turn images and text into text.",
            "Choose a vision-language model.",
        ) from error
    except ImportError as error:
        raise TrainerError(
            "PACKAGE_MISSING", f"{folder.name} needs another package: {error}.", "Install it."
        ) from error
    except (OSError, RuntimeError, SafetensorError) as error:
        raise _unreadable(folder, error) from error


def save_model(model: Any, processor: Any, folder: Path, weights: dict[str, Any] | None = None) -> None:
    """Writes model and processor in Hugging Face's layout, weights as safetensors.

    `weights` stands in for the model's own where these are spread over devices.
    """
    model.save_pretrained(folder, **({} if weights is None else {"state_dict": weights}))
    if type(processor).__name__ == "LlavaProcessor" and processor.vision_feature_select_strategy == "default":
        # The same number of tokens, spelt as transformers.js counts it: it knows no class token that is left out.
        processor.vision_feature_select_strategy = "full"
        processor.num_additional_image_tokens -= 1
    processor.save_pretrained(folder)
    complete_settings(processor, folder)


def _unreadable(folder: Path, error: Exception) -> TrainerError:
    message = f"The weights of {folder.name} cannot be read: {str(error)[:500]}."
    return TrainerError("MODEL_UNREADABLE", message, "Get the model again; a file may be cut short.")


def _read_config(path: Path, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    if not path.is_file() and missing is not None:
        return missing
    try:
        if path.stat().st_size > LARGEST_CONFIG:
            raise ValueError("it is too large")
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TrainerError(
            "MODEL_NOT_FOUND", f"{path.parent} is no model: {path.name} cannot be read ({error}).", "Choose another."
        ) from error
    return config if isinstance(config, dict) else {}
