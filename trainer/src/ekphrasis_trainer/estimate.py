"""``python -m ekphrasis_trainer estimate spec.json``: what a job will need of memory and disk, without loading weights.

The model is built on PyTorch's meta device, frozen as the job would freeze it, and counted. What autograd keeps of a
layer is counted tensor by tensor, after Korthikanti et al. (arXiv 2205.05198, section 4), for the layers that CLIP and
Llama have in transformers. All bytes are for one device at its peak, with samples as long as ``max_length`` allows.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.spec import Spec, read_spec

#: Patches of a picture where the model takes any size: as many as 896 by 896 pixels have at 14 a patch.
_ANY_SIZE_PATCHES: Final = 4096
#: Bytes of CUDA's context, cuBLAS's workspaces and, on several devices, NCCL's buffers.
CUDA_CONTEXT: Final = 1.2e9
NCCL_BUFFERS: Final = 0.8e9
#: Weights that ZeRO-3 keeps gathered (`stage3_max_live_parameters`).
_LIVE_PARAMETERS: Final = 1e9


@dataclass(frozen=True)
class Conditions:
    """What the formula takes for granted; it is told together with the figures.

    ``fragmentation`` is what PyTorch's allocator reserves for each byte that tensors of changing sizes take.
    ``process`` is what a process has before it loads a model: on the CPU its own resident set, on CUDA the context.
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


@dataclass(frozen=True)
class Layers:
    """Sizes of a stack of layers. ``tokens`` are those of one sample, ``kept`` the layers that keep activations."""

    width: int
    inner: int
    heads: int
    key_value_share: float
    layers: int
    kept: int
    tokens: int
    gated: bool

    def kept_by_layer(self, batch: int, bytes_each: int, attention: str) -> float:
        """Bytes that autograd keeps of one layer.

        Llama: outputs of both norms, q, k and v (k and v repeated for grouped queries), output of the attention twice
        (its kernel's and the linear layer's), and gate, SiLU, up and their product; each norm keeps its input in 32
        bits and its scaled input. CLIP: inputs and outputs of both norms, q, k, v, output of the attention twice,
        and the first linear layer's output, the sigmoid of quick GELU and their product. "eager" adds the weights
        of the attention, for each head and pair of tokens.
        """
        positions = batch * self.tokens
        if self.gated:
            values = (5 + 2 * (self.key_value_share if self.key_value_share == 1 else 1)) * self.width + 4 * self.inner
            kept = positions * (values * bytes_each + 2 * self.width * (4 + bytes_each))
        else:
            kept = positions * (9 * self.width + 3 * self.inner) * bytes_each
        return kept + (batch * self.heads * self.tokens**2 * bytes_each if attention == "eager" else 0)

    def activations(self, batch: int, bytes_each: int, attention: str, checkpointed: bool) -> float:
        """Bytes at the peak; checkpointing keeps each layer's input, and one layer at a time in full."""
        one = self.kept_by_layer(batch, bytes_each, attention)
        if not checkpointed or self.kept < 2:
            return one * self.kept
        return one + self.kept * batch * self.tokens * self.width * bytes_each


def estimate(config: Any, spec: Spec, conditions: Conditions) -> dict[str, Any]:
    """Bytes by what needs them, for a model's configuration: ``parts`` add up to ``total_bytes``."""
    trained, count = _count(config, spec)
    text, vision = _stacks(config, spec, conditions)
    batch = min(spec.optimizer.device_batch_size, -(-spec.optimizer.global_batch_size // conditions.devices))
    batch *= 2 if spec.recipe == "dpo" else 1
    stage, shared = spec.hardware.zero_stage, conditions.devices
    small = conditions.precision == "bf16"
    bytes_each = 2 if small else 4
    bits = spec.lora.bits if spec.lora else 16
    # Weights that learn are held in 32 bits, under DeepSpeed in 16 with a copy in 32; beside adapters on CUDA in fewer.
    frozen_bytes = bits / 8 if spec.lora and conditions.device == "cuda" else 2 if stage and small else 4
    trained_bytes = 2 if stage and small else 4
    frozen = count - trained
    weights = (frozen * frozen_bytes + trained * trained_bytes) / (shared if stage == 3 else 1)
    if stage == 3:
        weights += min(count, _LIVE_PARAMETERS) * bytes_each
    if small and not stage:
        # Autocast keeps a 16-bit copy of each weight that learns until the end of the step.
        weights += trained * 2
    if spec.recipe == "dpo" and spec.lora is None:
        weights += count * bytes_each
    gradients = trained * trained_bytes / (shared if stage else 1)
    if shared > 1 and not stage:
        gradients *= 2  # the buckets of DistributedDataParallel
    optimizer = trained * (12 if stage and small else 8) / (shared if stage else 1)
    checkpointed = spec.hardware.gradient_checkpointing
    activations = text.activations(batch, bytes_each, conditions.text_attention, checkpointed)
    see = vision.activations(
        batch, bytes_each, conditions.vision_attention, checkpointed and conditions.vision_checkpointed
    )
    # Scores in the model's precision, then in 32 bits, their logarithm, and the gradients of all three.
    vocabulary = config.get_text_config().vocab_size
    scores = batch * text.tokens * vocabulary * (2 * bytes_each + 12 if small else 16)
    width = text.width * text.key_value_share
    most = min(text.tokens + spec.evaluation.max_new_tokens, 4 * text.tokens)
    cache = 2 * text.layers * width * most * bytes_each * min(16, max(1, len(spec.evaluation.pinned)))
    moving = {
        "activations": (activations + see) * conditions.fragmentation,
        "logits": scores * conditions.fragmentation,
    }
    training = sum(moving.values())
    # Captions at evaluations are made while gradients and activations are not there.
    moving["key-value cache"] = max(0.0, cache - training - gradients)
    parts = {
        "weights": weights,
        "gradients": gradients,
        "optimizer": optimizer,
        **moving,
        "process": conditions.process,
    }
    kept = spec.checkpoints.keep_last + int(spec.checkpoints.keep_best)
    checkpoint = trained * 12
    return {
        "kind": "estimate",
        "total_bytes": round(sum(parts.values())),
        "parts": [{"name": name, "bytes": round(value)} for name, value in parts.items()],
        "parameters": count,
        "trained_parameters": trained,
        "disk_bytes": (kept + 1) * checkpoint + count * 4,
        "checkpoint_bytes": checkpoint,
        "assumptions": asdict(conditions),
    }


def _count(config: Any, spec: Spec) -> tuple[int, int]:
    import torch
    from transformers import AutoModelForImageTextToText

    from ekphrasis_trainer.adapters import add_adapters
    from ekphrasis_trainer.parts import freeze

    with torch.device("meta"):
        model = AutoModelForImageTextToText.from_config(config)
        if spec.lora is not None:
            whole = sum(weight.numel() for weight in model.parameters())
            adapted = add_adapters(model, replace(spec.lora, bits=16))
            learn = sum(weight.numel() for weight in adapted.parameters() if weight.requires_grad)
            return learn, whole + learn
    freezing = freeze(model, spec)
    return freezing.trained, freezing.parameters


def _stacks(config: Any, spec: Spec, conditions: Conditions) -> tuple[Layers, Layers]:
    text = config.get_text_config()
    heads = text.num_attention_heads
    share = (getattr(text, "num_key_value_heads", None) or heads) / heads
    language = Layers(
        text.hidden_size,
        text.intermediate_size,
        heads,
        share,
        text.num_hidden_layers,
        text.num_hidden_layers,
        conditions.tokens,
        gated=True,
    )
    vision = config.vision_config
    width = getattr(vision, "hidden_size", None) or getattr(vision, "embed_dim", 1024)
    layers = getattr(vision, "num_hidden_layers", None) or getattr(vision, "depth", 24)
    side = getattr(vision, "image_size", None)
    patch = getattr(vision, "patch_size", 14)
    patches = (side // patch) ** 2 + 1 if isinstance(side, int) else _ANY_SIZE_PATCHES
    feature = getattr(config, "vision_feature_layer", -1)
    used = layers + 1 + feature if isinstance(feature, int) and feature < 0 else layers
    first = spec.tuned.vision_unfrozen_from
    heads = getattr(vision, "num_attention_heads", None) or getattr(vision, "num_heads", 16)
    inner = getattr(vision, "intermediate_size", None) or 4 * width
    kept = 0 if first is None or spec.lora is not None else max(0, used - first)
    return language, Layers(width, inner, heads, 1, layers, kept, patches, gated=False)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("spec", type=Path)
    parser.add_argument("--devices", type=int, default=int(os.environ.get("WORLD_SIZE", "1")))


def run(arguments: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> int:
    """Says the estimate as one JSON line."""
    import psutil
    import torch
    from transformers import AutoConfig

    from ekphrasis_trainer.hardware import choose_machine
    from ekphrasis_trainer.models import check_folder

    spec = read_spec(arguments.spec)
    check_folder(Path(spec.model))
    try:
        config = AutoConfig.from_pretrained(spec.model, trust_remote_code=False, local_files_only=True)
    except (ValueError, KeyError, OSError) as error:
        message = f"{Path(spec.model).name} has a configuration that transformers does not know: {str(error)[:300]}."
        raise TrainerError("MODEL_UNSUITED", message, "Choose a vision-language model.") from error
    machine = choose_machine(spec)
    cuda = machine.device == "cuda"
    conditions = Conditions(
        device=machine.device,
        precision=machine.precision,
        devices=arguments.devices,
        tokens=spec.optimizer.max_length,
        vision_attention=machine.attention,
        text_attention=machine.attention,
        vision_checkpointed=True,
        fragmentation=1.2 if cuda else 1.0,
        process=(CUDA_CONTEXT + (NCCL_BUFFERS if arguments.devices > 1 else 0)) if cuda else 0,
    )
    told = estimate(config, spec, conditions)
    if not cuda:
        # This process has loaded what a job loads, the weights excepted.
        resident = psutil.Process().memory_info().rss
        told["parts"][-1]["bytes"] = resident
        told["total_bytes"] += resident
        told["assumptions"]["process"] = resident
    memory = torch.cuda.get_device_properties(0).total_memory if cuda else psutil.virtual_memory().total
    say(told | {"device_bytes": memory})
    return 0
