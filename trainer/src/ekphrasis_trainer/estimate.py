"""`python -m ekphrasis_trainer estimate spec.json`: what a job will need of memory and disk, without loading weights.

The model is built on PyTorch's meta device, frozen as the job would freeze it, and counted. What autograd keeps of a
layer is counted tensor by tensor, after Korthikanti et al. (arXiv 2205.05198, section 4), for the layers that CLIP and
Llama have in transformers. All bytes are for one device at its peak, with samples as long as `max_length` allows.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from ekphrasis_trainer.spec import Spec, read_spec

#: Patches of a picture where the model takes any size: as many as 896 by 896 pixels have at 14 a patch.
ANY_SIZE_PATCHES: Final = 4096
#: Bytes of CUDA's context, cuBLAS's workspaces and, on several devices, NCCL's buffers.
CUDA_CONTEXT: Final = 1.2e9
NCCL_BUFFERS: Final = 0.8e9
#: Weights that ZeRO-3 keeps gathered (`stage3_max_live_parameters`).
LIVE_PARAMETERS: Final = 1e9


@dataclass(frozen=True)
class Conditions:
    """What the formula takes for granted; it is told together with the figures.

    `fragmentation` is what PyTorch's allocator reserves for each byte that tensors of changing sizes take. `process`
    is what a process has before it loads a model: on the CPU its own resident set, on CUDA the context. `score` is
    what the loss keeps of each token's score of a word, were all tokens learned: 12 bytes here, the score, what of it
    is brought to 32 bits, and its logarithm, or the gradients of these; 16 where the scores are shifted by a copy.
    """

    device: str
    precision: str
    devices: int
    tokens: int
    vision_attention: str
    text_attention: str
    vision_checkpointed: bool
    fragmentation: float
    process: float
    score: float = 12


@dataclass(frozen=True)
class Layers:
    """Sizes of a stack of layers; `tokens` are those of one sample, `kept` the layers that keep activations.

    Llama keeps outputs of both norms, q, k and v (k and v repeated for grouped queries), the attention's output twice
    (its kernel's and the linear layer's), and gate, SiLU, up and their product; each norm keeps its input in 32 bits
    and, where its weights learn, its scaled input. Under autocast norms count in 32 bits, and linear layers keep casts
    of their outputs of their own. CLIP keeps inputs and outputs of both norms, q, k, v, the attention's output twice,
    and the first linear layer's output, the sigmoid of quick GELU and their product. "eager" adds the weights of the
    attention, for each head and pair of tokens.
    """

    width: int
    inner: int
    heads: int
    key_value_share: float
    layers: int
    kept: int
    tokens: int
    gated: bool
    norms_learn: bool = True
    autocast: bool = False

    def activations(self, batch: int, bytes_each: int, attention: str, checkpointed: bool) -> float:
        """Bytes at the peak; checkpointing keeps each layer's input, and one layer at a time in full."""
        positions = batch * self.tokens
        if self.gated:
            repeated = 2 if self.key_value_share == 1 else 4
            values = (5 + 2 * self.autocast + repeated * self.key_value_share) * self.width + 4 * self.inner
            scaled = (4 if self.autocast else bytes_each) * self.norms_learn
            one = positions * (values * bytes_each + 2 * self.width * (4 + scaled))
        else:
            one = positions * (9 * self.width + 3 * self.inner) * bytes_each
        if attention == "eager":
            one += positions * self.tokens * self.heads * bytes_each
        if not checkpointed or self.kept < 2:
            return one * self.kept
        return one + self.kept * positions * self.width * bytes_each


def estimate(config: Any, spec: Spec, conditions: Conditions) -> dict[str, Any]:
    """Bytes by what needs them, for a model's configuration: `parts` add up to `total_bytes`."""
    from ekphrasis_trainer.hardware import checkpoint_bytes, disk_needed

    trained, count = _count(config, spec)
    parts = _of_weights(spec, conditions, trained, count)
    parts |= _of_samples(config, spec, conditions, parts["gradients"])
    parts["process"] = conditions.process
    return {
        "kind": "estimate",
        "total_bytes": round(sum(parts.values())),
        "parts": [{"name": name, "bytes": round(value)} for name, value in parts.items()],
        "parameters": count,
        "trained_parameters": trained,
        "disk_bytes": disk_needed(spec, count, trained),
        "checkpoint_bytes": checkpoint_bytes(trained),
        "assumptions": asdict(conditions),
    }


def _of_weights(spec: Spec, conditions: Conditions, trained: int, count: int) -> dict[str, float]:
    """Weights that learn are held in 32 bits, under DeepSpeed in 16 with a copy in 32; beside adapters on CUDA in fewer."""
    stage, devices, small = spec.hardware.zero_stage, conditions.devices, conditions.precision == "bf16"
    bytes_each, halved = 2 if small else 4, stage > 0 and small
    trained_bytes = 2 if halved else 4
    frozen_bytes = spec.lora.bits / 8 if spec.lora and conditions.device == "cuda" else trained_bytes
    weights = ((count - trained) * frozen_bytes + trained * trained_bytes) / (devices if stage == 3 else 1)
    if stage == 3:
        weights += min(count, LIVE_PARAMETERS) * bytes_each
    if small and not stage:
        # Autocast keeps a 16-bit copy of each weight that learns until the end of the step.
        weights += trained * 2
    if spec.recipe == "dpo" and spec.lora is None:
        weights += count * bytes_each
    # Without DeepSpeed, the buckets of DistributedDataParallel are as large as the gradients.
    gradients = trained * trained_bytes * (1 / devices if stage else 2 if devices > 1 else 1)
    optimizer = trained * (12 if halved else 8) / (devices if stage else 1)
    return {"weights": weights, "gradients": gradients, "optimizer": optimizer}


def _of_samples(config: Any, spec: Spec, conditions: Conditions, gradients: float) -> dict[str, float]:
    text, vision = _stacks(config, spec, conditions)
    share = -(-spec.optimizer.global_batch_size // conditions.devices)
    at_once = min(spec.optimizer.device_batch_size, share)
    batch = at_once * (2 if spec.recipe == "dpo" else 1)
    small, saving = conditions.precision == "bf16", spec.hardware.gradient_checkpointing
    bytes_each = 2 if small else 4
    activations = text.activations(batch, bytes_each, conditions.text_attention, saving)
    saving = saving and conditions.vision_checkpointed
    activations += vision.activations(batch, bytes_each, conditions.vision_attention, saving)
    scores = batch * text.tokens * config.get_text_config().vocab_size * conditions.score
    most = min(text.tokens + spec.evaluation.max_new_tokens, 4 * text.tokens)
    cache = 2 * text.layers * text.width * text.key_value_share * most * bytes_each if spec.evaluation.pinned else 0
    moving = {"activations": activations * conditions.fragmentation, "logits": scores * conditions.fragmentation}
    if share <= at_once and spec.hardware.zero_stage == 0:
        # With one batch a step gradients come as activations go: what counts is what these take beyond them.
        whole = sum(moving.values())
        moving = {name: value * max(0.0, 1 - gradients / whole) for name, value in moving.items()}
    # Captions at evaluations are made while gradients and activations are not there.
    return moving | {"key-value cache": max(0.0, cache - sum(moving.values()) - gradients)}


def _count(config: Any, spec: Spec) -> tuple[int, int]:
    """Parameters that learn, and all."""
    import torch
    from transformers import AutoModelForImageTextToText

    from ekphrasis_trainer.parts import add_adapters, freeze

    with torch.device("meta"):
        model = AutoModelForImageTextToText.from_config(config)
        if spec.lora is not None:
            model = add_adapters(model, spec.lora.but(bits=16))
    freezing = freeze(model, spec)
    return freezing.trained, freezing.parameters


def _stacks(config: Any, spec: Spec, conditions: Conditions) -> tuple[Layers, Layers]:
    text, vision = config.get_text_config(), config.vision_config

    def of_vision(*names: str, otherwise: int) -> int:
        return next(
            (getattr(vision, name) for name in names if isinstance(getattr(vision, name, None), int)), otherwise
        )

    width, layers = of_vision("hidden_size", "embed_dim", otherwise=1024), text.num_hidden_layers
    share = (getattr(text, "num_key_value_heads", None) or text.num_attention_heads) / text.num_attention_heads
    sizes = (text.hidden_size, text.intermediate_size, text.num_attention_heads)
    language = Layers(
        *sizes,
        share,
        layers,
        layers,
        conditions.tokens,
        gated=True,
        norms_learn=spec.lora is None,
        autocast=conditions.precision == "bf16" and spec.hardware.zero_stage == 0,
    )
    blocks, side = of_vision("num_hidden_layers", "depth", otherwise=24), of_vision("image_size", otherwise=0)
    patches = (side // of_vision("patch_size", otherwise=14)) ** 2 + 1 if side else ANY_SIZE_PATCHES
    feature, first = getattr(config, "vision_feature_layer", -1), spec.tuned.vision_unfrozen_from
    used = blocks + 1 + feature if isinstance(feature, int) and feature < 0 else blocks
    sizes = (width, of_vision("intermediate_size", otherwise=4 * width), of_vision("num_attention_heads", otherwise=16))
    kept = 0 if first is None or spec.lora is not None else max(0, used - first)
    return language, Layers(*sizes, 1, blocks, kept, patches, gated=False)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("spec", type=Path)
    parser.add_argument("--devices", type=int, default=int(os.environ.get("WORLD_SIZE", "1")))


def run(arguments: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> int:
    """Says the estimate as one JSON line."""
    say(estimate_here(read_spec(arguments.spec), arguments.devices))
    return 0


def estimate_here(spec: Spec, devices: int) -> dict[str, Any]:
    """The estimate for this machine, before weights are loaded; `device_bytes` is what one of its devices has."""
    import psutil
    import torch

    from ekphrasis_trainer.hardware import choose_machine, memory_taken
    from ekphrasis_trainer.models import load_config

    config, machine = load_config(Path(spec.model)), choose_machine(spec)
    cuda = machine.device == "cuda"
    conditions = Conditions(
        device=machine.device,
        precision=machine.precision,
        devices=devices,
        tokens=spec.optimizer.max_length,
        vision_attention=machine.attention,
        text_attention=machine.attention,
        vision_checkpointed=True,
        fragmentation=1.2 if cuda else 1.0,
        process=CUDA_CONTEXT + (NCCL_BUFFERS if devices > 1 else 0),
    )
    if not cuda:
        # Once counted, this process has loaded what a job loads, the weights excepted.
        _count(config, spec)
        conditions = replace(conditions, process=memory_taken("cpu"))
    memory = torch.cuda.get_device_properties(0).total_memory if cuda else psutil.virtual_memory().total
    return estimate(config, spec, conditions) | {"device_bytes": memory}
