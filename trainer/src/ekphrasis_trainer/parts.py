"""The parts of a vision-language model, and which of them learn at which rate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from torch import nn

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.spec import Spec

Part = Literal["vision", "projector", "language_model"]
PARTS: tuple[Part, ...] = ("vision", "projector", "language_model")

# Names that the architectures of transformers give their parts; the vision tower of Qwen2.5-VL contains its projector.
PROJECTOR = re.compile(r"(^|\.)(multi_modal_projector|mm_projector|connector|merger|image_newline|aligner)(\.|$)")
VISION = re.compile(r"(^|\.)(vision_tower|vision_model|visual|image_tower)(\.|$)")
BLOCK = re.compile(r"(?:^|\.)(?:layers|blocks|layer)\.(\d+)\.")
# What stands after the last block; models that take features from a block (LLaVA's do) never use it.
AFTER_BLOCKS = re.compile(r"\.(post_layernorm|head|pooler)\.")

# What peft adds beside a layer.
ADAPTER = re.compile(r"\.lora_[A-Z]\w*\.")


def part_of(name: str) -> Part:
    """The part that a parameter of this name belongs to; what is neither vision nor projector is the language model."""
    if PROJECTOR.search(name):
        return "projector"
    return "vision" if VISION.search(name) else "language_model"


def vision_blocks(model: nn.Module) -> int:
    """Number of blocks of the vision tower; 0 where it has none that can be told."""
    numbers = [_block(name) for name, _ in model.named_parameters() if part_of(name) == "vision"]
    return max((number for number in numbers if number is not None), default=-1) + 1


@dataclass(frozen=True)
class Freezing:
    """What came of it: parameters in all and trained ones, blocks, and what the reader should know."""

    parameters: int
    trained: int
    blocks: int
    remarks: list[str]


def freeze(model: Any, spec: Spec) -> Freezing:
    """Sets what is trained. The last vision block that features are taken before gets no gradient and is frozen."""
    blocks = vision_blocks(model)
    used = _blocks_used(model, blocks)
    first = spec.tuned.vision_unfrozen_from
    if first is not None and first > blocks:
        raise TrainerError(
            "SPEC_INVALID",
            f"tuned.vision_unfrozen_from is {first}, but the vision tower has {blocks} blocks.",
            f"Give a number up to {blocks}, or null to keep it frozen.",
        )
    whole = not hasattr(model.config, "vision_feature_layer")
    tuned = {"projector": spec.tuned.projector, "language_model": spec.tuned.language_model}
    for name, parameter in model.named_parameters():
        part = part_of(name)
        learns = tuned[part] if part != "vision" else _vision_learns(name, first, used, whole)
        if part == "language_model" and spec.lora is not None:
            learns = learns and ADAPTER.search(name) is not None
        # Quantised weights are whole numbers, which have no gradient.
        parameter.requires_grad_(learns and parameter.is_floating_point())
    remarks = []
    if first is not None and used < blocks:
        remarks.append(
            f"Features are taken after block {used} of {blocks}: the last {blocks - used} get no gradient and stay frozen."
        )
    parameters = {id(each): each for each in model.parameters()}.values()
    trained = sum(_numbers(each) for each in parameters if each.requires_grad)
    if trained == 0:
        raise TrainerError("NOTHING_TRAINED", "Every part of the model is frozen.", "Choose a part to train.")
    return Freezing(sum(map(_numbers, parameters)), trained, blocks, remarks)


def learning_rates(spec: Spec) -> dict[Part, float]:
    """The rate of each part; a rate of its own takes effect whether or not the others have one."""
    optimizer = spec.optimizer
    return {
        "vision": optimizer.vision_learning_rate or optimizer.learning_rate,
        "projector": optimizer.projector_learning_rate or optimizer.learning_rate,
        "language_model": optimizer.learning_rate,
    }


def parameter_groups(model: nn.Module, spec: Spec) -> list[dict[str, Any]]:
    """AdamW's groups: by part, and by whether weights decay (no biases, no norms), as transformers has it."""
    rates = learning_rates(spec)
    groups: list[dict[str, Any]] = []
    for part in PARTS:
        for decays in (True, False):
            chosen = [each for name, each in _trained(model) if part_of(name) == part and _decays(name, each) == decays]
            if chosen:
                decay = spec.optimizer.weight_decay if decays else 0.0
                groups.append({"params": chosen, "lr": rates[part], "weight_decay": decay, "part": part})
    return groups


def _trained(model: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    return ((name, each) for name, each in model.named_parameters() if each.requires_grad)


def _decays(name: str, parameter: nn.Parameter) -> bool:
    return parameter.ndim >= 2 and not name.endswith("bias")


def _vision_learns(name: str, first: int | None, used: int, whole: bool) -> bool:
    if first is None:
        return False
    if AFTER_BLOCKS.search(name):
        return whole and first < used
    block = _block(name)
    # What stands before the first block (patches, positions) learns with it only.
    return first <= block < used if block is not None else first == 0


def _blocks_used(model: Any, blocks: int) -> int:
    """Blocks that features come through: LLaVA's layer −2 is the output before the last of them."""
    layer = getattr(model.config, "vision_feature_layer", None)
    if isinstance(layer, (list, tuple)):
        layer = max(each if each >= 0 else blocks + 1 + each for each in layer) if layer else None
    if not isinstance(layer, int):
        return blocks
    return layer if layer >= 0 else blocks + 1 + layer


def _block(name: str) -> int | None:
    match = BLOCK.search(name)
    return int(match.group(1)) if match else None


def _numbers(parameter: nn.Parameter) -> int:
    """Weights in a parameter: ZeRO-3 keeps only a share of it, quantisation packs two into a byte."""
    whole = getattr(parameter, "ds_numel", None) or parameter.numel()
    return whole * 2 if type(parameter).__name__ == "Params4bit" else whole
