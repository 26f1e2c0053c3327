"""Where a job runs, at which precision, and how its batch is shared out."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import psutil
import torch

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.spec import Spec

# Sets of CPU instructions that multiply bfloat16; without them it is slower than float32.
BF16_INSTRUCTIONS = ("amx_bf16", "avx512_bf16", "bf16")


@dataclass(frozen=True)
class Machine:
    """What the spec's `auto`s come to on this machine."""

    device: str
    precision: str
    attention: str
    world_size: int
    device_batch_size: int
    accumulation: int

    @property
    def dtype(self) -> torch.dtype:
        """The type that activations are computed in."""
        return torch.bfloat16 if self.precision == "bf16" else torch.float32


def choose_machine(spec: Spec) -> Machine:
    """The device, precision and attention that are used; raises a `TrainerError` for what is asked for and not there."""
    world_size = int(os.environ.get("WORLD_SIZE", "1"))
    device = _device(spec)
    device_batch, accumulation = share_batch(spec, world_size)
    return Machine(device, _precision(spec, device), _attention(spec, device), world_size, device_batch, accumulation)


def share_batch(spec: Spec, world_size: int) -> tuple[int, int]:
    """Samples that a device takes at once, and how many times a step; their product over all devices is the global batch."""
    whole = spec.optimizer.global_batch_size
    if whole % world_size != 0:
        raise TrainerError(
            "BATCH_UNEVEN",
            f"A global batch of {whole} cannot be shared by {world_size} devices.",
            "Choose a number of devices that divides it, or another global batch size.",
        )
    share = whole // world_size
    most = min(share, spec.optimizer.device_batch_size)
    device_batch = next(size for size in range(most, 0, -1) if share % size == 0)
    return device_batch, share // device_batch


def name_of(device: str) -> str:
    """What a person calls the device."""
    if device == "cuda":
        return torch.cuda.get_device_name(0)
    if device == "mps":
        return "Apple GPU"
    return f"CPU ({torch.get_num_threads()} threads)"


class MemoryPeak:
    """Largest memory so far, bytes: of the GPU what tensors took, of the CPU the process's resident set."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._process = psutil.Process()
        self._peak = 0

    def read(self) -> int:
        """The peak up to now."""
        now = torch.cuda.max_memory_allocated() if self._device == "cuda" else self._process.memory_info().rss
        self._peak = max(self._peak, now)
        return self._peak


def deepspeed_config(spec: Spec, machine: Machine) -> dict[str, Any] | None:
    """DeepSpeed's configuration for the spec's ZeRO stage, as `hardware.zero_stage` asks; `None` for plain data parallel.

    The values of LLaVA's scripts/zero2.json and zero3.json; 16-bit weights are gathered when saved.
    """
    stage = spec.hardware.zero_stage
    if stage == 0:
        return None
    zero: dict[str, Any] = {
        "stage": stage,
        "overlap_comm": True,
        "contiguous_gradients": True,
        "sub_group_size": 1_000_000_000,
        "reduce_bucket_size": "auto",
    }
    if stage == 3:
        zero |= {
            "stage3_prefetch_bucket_size": "auto",
            "stage3_param_persistence_threshold": "auto",
            "stage3_max_live_parameters": 1_000_000_000,
            "stage3_max_reuse_distance": 1_000_000_000,
            "stage3_gather_16bit_weights_on_model_save": True,
        }
    return {
        "bf16": {"enabled": machine.precision == "bf16"},
        "train_micro_batch_size_per_gpu": machine.device_batch_size,
        "gradient_accumulation_steps": machine.accumulation,
        "train_batch_size": spec.optimizer.global_batch_size,
        "gradient_clipping": spec.optimizer.max_grad_norm,
        # AdamW comes from here, with groups of its own for each part.
        "zero_allow_untested_optimizer": True,
        "zero_optimization": zero,
    }


def _device(spec: Spec) -> str:
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    wanted = spec.hardware.device
    bits = 16 if spec.lora is None else spec.lora.bits
    if wanted == "auto":
        wanted = next(device for device in ("cuda", "mps", "cpu") if there[device])
    if not there[wanted]:
        raise TrainerError(
            "DEVICE_MISSING",
            f"The spec asks for {wanted.upper()}, which PyTorch {torch.__version__} does not find here.",
            "Set the device to automatic, or set the environment up for this GPU.",
        )
    if wanted != "cuda" and (bits < 16 or spec.hardware.zero_stage > 0):
        what = f"{bits}-bit weights" if bits < 16 else f"ZeRO stage {spec.hardware.zero_stage}"
        raise TrainerError("DEVICE_MISSING", f"{what} need CUDA; the device is {wanted}.", "Use 16 bits and stage 0.")
    for package, needed in (("bitsandbytes", bits < 16), ("deepspeed", spec.hardware.zero_stage > 0)):
        if needed and find_spec(package) is None:
            raise TrainerError("PACKAGE_MISSING", f"{package} is not installed.", "Set the environment up for GPUs.")
    return wanted


def _precision(spec: Spec, device: str) -> str:
    if spec.hardware.precision != "auto":
        return spec.hardware.precision
    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    able = torch.cpu.get_capabilities() if device == "cpu" else {}
    return "bf16" if any(able.get(each) for each in BF16_INSTRUCTIONS) else "fp32"


def _attention(spec: Spec, device: str) -> str:
    wanted = spec.hardware.attention
    flash = device == "cuda" and find_spec("flash_attn") is not None
    if wanted == "flash_attention_2" and not flash:
        raise TrainerError("PACKAGE_MISSING", "flash_attn is not there, or no CUDA.", "Use sdpa, which needs neither.")
    # Flash attention counts with 16 bits only; sdpa has its kernels for the rest.
    return (
        ("flash_attention_2" if flash and _precision(spec, device) == "bf16" else "sdpa")
        if wanted == "auto"
        else wanted
    )


def disk_needed(spec: Spec, parameters: int, trained: int) -> int:
    """Bytes that the job writes at its largest: the checkpoints that are kept, one being written, and the model.

    A checkpoint has the trained weights and AdamW's two moments, 4 bytes each.
    """
    kept = spec.checkpoints.keep_last + int(spec.checkpoints.keep_best) + 1
    return math.ceil(kept * trained * 12 + parameters * 4)
