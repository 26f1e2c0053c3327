"""Where a job runs, at which precision, and how its batch is shared out."""

from __future__ import annotations

import os
import platform
import shutil
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psutil
import torch

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.spec import Spec

#: Sets of CPU instructions that multiply bfloat16; without them it is slower than float32.
BF16_INSTRUCTIONS: Final = ("amx_bf16", "avx512_bf16", "bf16")

#: Packages whose versions decide what comes out.
PACKAGES: Final = (
    "torch",
    "transformers",
    "peft",
    "accelerate",
    "tokenizers",
    "numpy",
    "onnx",
    "onnxruntime",
    "deepspeed",
)


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
    precision = spec.hardware.precision
    if precision == "auto":
        precision = "bf16" if _multiplies_bf16(device) else "fp32"
    attention = _attention(spec.hardware.attention, device, precision)
    return Machine(device, precision, attention, world_size, *share_batch(spec, world_size))


def share_batch(spec: Spec, world_size: int) -> tuple[int, int]:
    """Samples that a device takes at once, and how many times a step; their product over all devices is the global batch."""
    whole = spec.optimizer.global_batch_size
    if whole % world_size != 0:
        raise TrainerError("BATCH_UNEVEN", f"A global batch of {whole} cannot be shared by {world_size} devices.")
    share = whole // world_size
    most = min(share, spec.optimizer.device_batch_size)
    device_batch = next(size for size in range(most, 0, -1) if share % size == 0)
    return device_batch, share // device_batch


def name_of(device: str) -> str:
    """What a person calls the device."""
    if device == "cuda":
        return torch.cuda.get_device_name(0)
    return "Apple GPU" if device == "mps" else f"CPU ({torch.get_num_threads()} threads)"


def environment() -> dict[str, str]:
    """Versions of Python and of the packages that are installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def memory_taken(device: str) -> int:
    """Bytes: on a GPU the most that tensors took so far, else the process's resident set now."""
    return torch.cuda.max_memory_allocated() if device == "cuda" else psutil.Process().memory_info().rss


def refuse_small_disk(folder: Path, needed: int, what: str) -> None:
    """Raises a `TrainerError` where there is less room than this, in bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        there = f"{what} needs {needed / 1e9:.2f} GB, and {free / 1e9:.2f} GB are free in {folder}."
        raise TrainerError("DISK_FULL", there)


def checkpoint_bytes(trained: int) -> int:
    """Size of a checkpoint: trained weights and AdamW's two moments, 4 bytes each."""
    return trained * 12


def disk_needed(spec: Spec, parameters: int, trained: int) -> int:
    """Bytes that the job writes at its largest: the checkpoints that are kept, one being written, and the model."""
    kept = spec.checkpoints.keep_last + int(spec.checkpoints.keep_best) + 1
    return kept * checkpoint_bytes(trained) + parameters * 4


def _device(spec: Spec) -> str:
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    bits, stage = 16 if spec.lora is None else spec.lora.bits, spec.hardware.zero_stage
    wanted = spec.hardware.device
    if wanted == "auto":
        wanted = next(device for device in ("cuda", "mps", "cpu") if there[device])
    if not there[wanted]:
        message = f"The spec asks for {wanted.upper()}, which PyTorch {torch.__version__} does not find here."
        raise TrainerError("DEVICE_MISSING", message)
    for what, package, needed in (
        (f"{bits}-bit weights", "bitsandbytes", bits < 16),
        (f"ZeRO stage {stage}", "deepspeed", stage > 0),
    ):
        if needed and wanted != "cuda":
            message = f"{what} need CUDA; the device is {wanted}."
            raise TrainerError("DEVICE_MISSING", message, "Use 16 bits and stage 0.")
        if needed and find_spec(package) is None:
            message = f"{package} is not installed, which {what} need."
            raise TrainerError("PACKAGE_MISSING", message, "Set the environment up for GPUs.")
    return wanted


def _multiplies_bf16(device: str) -> bool:
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities() if device == "cpu" else {}
    return any(able.get(each) for each in BF16_INSTRUCTIONS)


def _attention(wanted: str, device: str, precision: str) -> str:
    flash = device == "cuda" and find_spec("flash_attn") is not None
    if wanted == "flash_attention_2" and not flash:
        raise TrainerError("PACKAGE_MISSING", "flash_attn is not there, or no CUDA.", "Use sdpa, which needs neither.")
    # Flash attention counts with 16 bits only; sdpa has its kernels for the rest.
    automatic = "flash_attention_2" if flash and precision == "bf16" else "sdpa"
    return automatic if wanted == "auto" else wanted
