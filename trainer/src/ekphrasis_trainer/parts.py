"""The parts of a vision-language model, which of them learn at which rate, and adapters in their place by `peft`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.models import load_model
from ekphrasis_trainer.spec import Spec

PARTS: Final = ("vision", "projector", "language_model")

# Names that the architectures of transformers give their parts; the vision tower of Qwen2.5-VL contains its projector.
PROJECTOR = re.compile(r"(^|\.)(multi_modal_projector|mm_projector|connector|merger|image_newline|aligner)(\.|$)")
VISION = re.compile(r"(^|\.)(vision_tower|vision_model|visual|image_tower)(\.|$)")
BLOCK = re.compile(r"(?:^|\.)(?:layers|blocks|layer)\.(\d+)\.")
# What stands after the last block; models that take features from a block (LLaVA's do) never use it.
AFTER_BLOCKS = re.compile(r"\.(post_layernorm|head|pooler)\.")
# What peft adds beside a layer.
ADAPTER = re.compile(r"\.lora_[A-Z]\w*\.")


def part_of(name: str) -> str:
    """The part that a parameter of this name belongs to; what is neither vision nor projector is the language model."""
    if PROJECTOR.search(name):
        return "projector"
    return "vision" if VISION.search(name) else "language_model"


def vision_blocks(model: nn.Module) -> int:
    """Number of blocks of the vision tower; 0 where it has none that can be told."""
    matches = (BLOCK.search(name) for name, _ in model.named_parameters() if part_of(name) == "vision")
    return max((int(match.group(1)) for match in matches if match), default=-1) + 1


@dataclass(frozen=True)
class Freezing:
    """What came of it: parameters in all and trained ones, blocks, and what the reader should know."""

    parameters: int
    trained: int
    blocks: int
    remarks: list[str]


def freeze(model: Any, spec: Spec) -> Freezing:
    """Sets what is trained. The last vision block that features are taken before gets no gradient and is frozen."""
    blocks, tuned = vision_blocks(model), spec.tuned
    used, first = _blocks_used(model, blocks), tuned.vision_unfrozen_from
    if first is not None and first > blocks:
        message = f"tuned.vision_unfrozen_from is {first}, but the vision tower has {blocks} blocks."
        raise TrainerError("SPEC_INVALID", message, f"Give a number up to {blocks}, or null to keep it frozen.")
    whole = not hasattr(model.config, "vision_feature_layer")
    for name, parameter in model.named_parameters():
        part = part_of(name)
        if part == "vision":
            learns = first is not None and _block_learns(name, first, used, whole)
        else:
            learns = tuned.projector if part == "projector" else tuned.language_model
        if part == "language_model" and spec.lora is not None:
            learns = learns and ADAPTER.search(name) is not None
        # Quantised weights are whole numbers, which have no gradient.
        parameter.requires_grad_(learns and parameter.is_floating_point())
    remarks = []
    if first is not None and used < blocks:
        lost = f"the last {blocks - used} get no gradient and stay frozen."
        remarks.append(f"Features are taken after block {used} of {blocks}: {lost}")
    trained = sum(_numbers(each) for _, each in _trained(model))
    if trained == 0:
        raise TrainerError("NOTHING_TRAINED", "All parts of the model are frozen.")
    return Freezing(sum(map(_numbers, model.parameters())), trained, blocks, remarks)


def learning_rates(spec: Spec) -> dict[str, float]:
    """The rate of each part; those without one of their own have the common one."""
    wanted = spec.optimizer
    return {
        "vision": wanted.vision_learning_rate or wanted.learning_rate,
        "projector": wanted.projector_learning_rate or wanted.learning_rate,
        "language_model": wanted.learning_rate,
    }


def parameter_groups(model: nn.Module, spec: Spec) -> list[dict[str, Any]]:
    """AdamW's groups: by part, and by whether weights decay (no biases, no norms), as transformers has it."""
    groups: dict[tuple[str, bool], list[nn.Parameter]] = {}
    for name, each in _trained(model):
        decays = each.ndim >= 2 and not name.endswith("bias")
        groups.setdefault((part_of(name), decays), []).append(each)
    rates, decay = learning_rates(spec), spec.optimizer.weight_decay
    return [
        {"params": groups[part, decays], "lr": rates[part], "weight_decay": decay if decays else 0.0, "part": part}
        for part in PARTS
        for decays in (True, False)
        if (part, decays) in groups
    ]


def project_pictures(model: Any, pixel_values: Tensor, first: int) -> Tensor:
    """What LLaVA's language model sees of each patch from the `first` one on, (pictures, patches, width)."""
    layer = model.config.vision_feature_layer
    states = model.model.vision_tower(pixel_values, output_hidden_states=True, return_dict=True).hidden_states
    chosen = [states[each][:, first:] for each in ([layer] if isinstance(layer, int) else layer)]
    return model.model.multi_modal_projector(torch.cat(chosen, dim=-1))


def quantisation(lora: Spec | None, dtype: torch.dtype) -> Any | None:
    """How frozen weights are held; `None` for 16 bits. NF4 with double quantisation as in LLaVA's code and QLoRA."""
    if lora is None or lora.bits == 16:
        return None
    from transformers import BitsAndBytesConfig

    # Vision tower and projector stay whole, as in LLaVA, and the head, whose errors no layer above makes good.
    whole = ["vision_tower", "vision_model", "visual", "multi_modal_projector", "connector", "lm_head"]
    return BitsAndBytesConfig(
        load_in_4bit=lora.bits == 4,
        load_in_8bit=lora.bits == 8,
        llm_int8_skip_modules=whole,
        bnb_4bit_compute_dtype=dtype,
        bnb_4bit_use_double_quant=True,
        bnb_4bit_quant_type="nf4",
    )


def add_adapters(model: Any, lora: Spec) -> Any:
    """The model with adapters on every linear layer of its language model but the head."""
    from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training

    if lora.bits < 16:
        # Checkpointing is set up by the trainer, for all models alike.
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    # Whole names: a bare `q_proj` would be found in the vision tower, too.
    names, rates = linear_layers(model), {"lora_alpha": lora.alpha, "lora_dropout": lora.dropout}
    return get_peft_model(model, LoraConfig(r=lora.r, **rates, target_modules=names, task_type="CAUSAL_LM"))


def linear_layers(model: nn.Module) -> list[str]:
    """Names of the language model's linear layers, without the output's."""
    return [
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and part_of(name) == "language_model" and not name.endswith("lm_head")
    ]


def merge(model: Any, lora: Spec, folder: Path, dtype: torch.dtype) -> Any:
    """The plain model with what its adapters learned added in; quantised weights are read again, whole."""
    if lora.bits < 16:
        learned = {name: each.detach().cpu() for name, each in model.named_parameters() if each.requires_grad}
        model = add_adapters(load_model(folder, dtype=dtype), lora.but(bits=16))
        assert not model.load_state_dict(learned, strict=False).unexpected_keys
    return model.merge_and_unload()


def _trained(model: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    return ((name, each) for name, each in model.named_parameters() if each.requires_grad)


def _block_learns(name: str, first: int, used: int, whole: bool) -> bool:
    if AFTER_BLOCKS.search(name):
        return whole and first < used
    block = BLOCK.search(name)
    # What stands before the first block (patches, positions) learns with it only.
    return first <= int(block.group(1)) < used if block else first == 0


def _blocks_used(model: Any, blocks: int) -> int:
    """Blocks that features come through: LLaVA's layer −2 is the output before the last of them."""
    layers = getattr(model.config, "vision_feature_layer", None)
    layers = [layers] if isinstance(layers, int) else layers or [-1]
    return max(layer if layer >= 0 else blocks + 1 + layer for layer in layers)


def _numbers(parameter: nn.Parameter) -> int:
    """Weights in a parameter: ZeRO-3 keeps only a share of it, quantisation packs two into a byte."""
    whole = getattr(parameter, "ds_numel", None) or parameter.numel()
    return whole * 2 if type(parameter).__name__ == "Params4bit" else whole
