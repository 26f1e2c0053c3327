"""LoRA and QLoRA: low-rank adapters in the language model, by `peft`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from ekphrasis_trainer.parts import part_of
from ekphrasis_trainer.spec import Lora


def quantisation(lora: Lora | None, dtype: torch.dtype) -> Any | None:
    """How frozen weights are held; `None` for 16 bits. NF4 with double quantisation as in LLaVA's code and QLoRA."""
    if lora is None or lora.bits == 16:
        return None
    from transformers import BitsAndBytesConfig

    # Vision tower and projector stay whole, as in LLaVA, and the head, whose errors are not made good by any layer above.
    whole = ["vision_tower", "vision_model", "visual", "multi_modal_projector", "connector", "lm_head"]
    return BitsAndBytesConfig(
        load_in_4bit=lora.bits == 4,
        load_in_8bit=lora.bits == 8,
        llm_int8_skip_modules=whole,
        bnb_4bit_compute_dtype=dtype,
        bnb_4bit_use_double_quant=True,
        bnb_4bit_quant_type="nf4",
    )


def add_adapters(model: Any, lora: Lora) -> Any:
    """The model with adapters on every linear layer of its language model but the head."""
    from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training

    if lora.bits < 16:
        # Checkpointing is set up by the trainer, for all models alike.
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    config = LoraConfig(
        r=lora.r,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        # Whole names: a bare `q_proj` would be found in the vision tower, too.
        target_modules=linear_layers(model),
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def linear_layers(model: nn.Module) -> list[str]:
    """Names of the language model's linear layers, without the output's."""
    return [
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and part_of(name) == "language_model" and not name.endswith("lm_head")
    ]


def merge(model: Any, lora: Lora, folder: Path, dtype: torch.dtype) -> Any:
    """The plain model with what its adapters learned added in; quantised weights are read again, whole."""
    if lora.bits == 16:
        return model.merge_and_unload()
    from ekphrasis_trainer.models import load_model

    learned = {name: each.detach().cpu() for name, each in model.named_parameters() if each.requires_grad}
    whole = add_adapters(load_model(folder, dtype=dtype), Lora(lora.r, lora.alpha, lora.dropout, 16))
    parameters = dict(whole.named_parameters())
    with torch.no_grad():
        for name, value in learned.items():
            parameters[name].copy_(value)
    return whole.merge_and_unload()
