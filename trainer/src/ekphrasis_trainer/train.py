"""A job from its spec to its model."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import traceback
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import TrainingArguments

from ekphrasis_trainer.adapters import add_adapters, merge, quantisation
from ekphrasis_trainer.checkpoints import CheckpointFolder, refuse_small_disk
from ekphrasis_trainer.control import Control
from ekphrasis_trainer.dataset import Samples, open_records
from ekphrasis_trainer.dense.recipe import DenseLoss, DenseRenderer
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.hardware import Machine, choose_machine, deepspeed_config, disk_needed, name_of
from ekphrasis_trainer.models import check_folder, load_model, load_processor, save_model
from ekphrasis_trainer.objectives import CaptionLoss, Objective, PreferenceLoss
from ekphrasis_trainer.order import StepOrder, steps_of
from ekphrasis_trainer.parts import Freezing, freeze
from ekphrasis_trainer.progress import Progress
from ekphrasis_trainer.records import RecordFile
from ekphrasis_trainer.rendering import Renderer
from ekphrasis_trainer.spec import Spec
from ekphrasis_trainer.training import Job, JobTrainer

PACKAGES = ("torch", "transformers", "peft", "accelerate", "tokenizers", "numpy", "pillow", "deepspeed", "bitsandbytes")


def train(spec: Spec) -> int:
    """Runs the job, going on from its newest whole checkpoint; returns the process's exit code."""
    first = int(os.environ.get("RANK", "0")) == 0
    events = EventWriter(Path(spec.output) / "events.jsonl", enabled=first)
    control = Control(Path(spec.output))
    control.listen()
    try:
        _run(spec, events, control)
        return 0
    except TrainerError as error:
        events.error(error)
    except torch.OutOfMemoryError as error:
        message = f"The device ran out of memory: {str(error)[:300]}"
        remedy = "Use a smaller batch on each device, gradient checkpointing, LoRA, or ZeRO."
        events.error(TrainerError("OUT_OF_MEMORY", message, remedy))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "Make room and start again; it goes on from the last checkpoint." if full else "Look at the log."
        events.error(TrainerError("DISK_FULL" if full else "UNEXPECTED", f"{error}.", remedy))
    except Exception as error:
        traceback.print_exc()
        message = f"{type(error).__name__}: {str(error)[:2000]}"
        events.error(TrainerError("UNEXPECTED", message, "Look at the log; it is a fault of the trainer."))
    events.state("failed")
    events.close()
    return 1


def _run(spec: Spec, events: EventWriter, control: Control) -> None:
    output = Path(spec.output)
    trainer, resume = prepare(spec, events, control)
    job = trainer.job
    events.state("training")
    outcome = trainer.train(resume_from_checkpoint=None if resume is None else str(resume))
    job.progress.left_out(outcome.global_step)
    job.progress.close()
    if outcome.global_step < job.order.steps:
        events.state("stopped")
    else:
        events.state("exporting")
        _write_result(trainer, job, Path(spec.model), output / "model")
        events.write(
            "result",
            model=str(output / "model"),
            step=outcome.global_step,
            train_loss=_finite(trainer.last_loss, outcome.training_loss),
            held_out_loss=trainer.last_held_out,
        )
        events.state("done")
    events.close()


def prepare(spec: Spec, events: EventWriter, control: Control) -> tuple[JobTrainer, Path | None]:
    """All that stands before the first step, and the checkpoint to go on from."""
    output, folder = Path(spec.output), Path(spec.model)
    events.state("preparing", "model")
    machine = choose_machine(spec)
    check_folder(folder)
    processor = load_processor(folder)
    events.state("preparing", "data")
    records = open_records(spec, spec.data.train, fraction=spec.data.fraction)
    held_out = open_records(spec, spec.data.held_out) if spec.data.held_out is not None else None
    _tell_skipped(events, records)
    identity = identity_of(spec, records)
    checkpoints = CheckpointFolder(output / "checkpoints")
    resume, resumed_from = _newest(checkpoints, events, identity)
    events.state("preparing", "weights")
    # The loop's settings first: they set the process group up, and DeepSpeed's, before any weight is made.
    arguments = training_arguments(spec, machine, records)
    transformers.set_seed(spec.seed)
    model = prepare_model(spec, machine)
    freezing = freeze(model, spec)
    for remark in freezing.remarks:
        events.warning("NO_GRADIENT", remark)
    refuse_small_disk(output, disk_needed(spec, freezing.parameters, freezing.trained), "The job")
    wanted = spec.optimizer
    steps = steps_of(len(records), wanted.epochs, wanted.global_batch_size, wanted.max_steps)
    lengths = records.lengths if wanted.group_by_modality_length else None
    renderer = DenseRenderer(processor, spec) if spec.recipe == "dense" else Renderer(processor, spec)
    pairs = spec.recipe == "dpo"
    job = Job(
        spec=spec,
        machine=machine,
        processor=processor,
        objective=make_objective(spec, machine, processor, model),
        samples=Samples(records, renderer, pairs=pairs),
        held_out=None if held_out is None else Samples(held_out, renderer, pairs=pairs),
        order=StepOrder(len(records), steps, wanted.global_batch_size, spec.seed, lengths),
        checkpoints=checkpoints,
        control=control,
        progress=Progress(events, output / "tensorboard", machine.device, arguments.process_index == 0, resumed_from),
        identity=identity,
    )
    _tell_plan(events, job, freezing, resumed_from)
    return JobTrainer(model, job, arguments), resume


def _newest(checkpoints: CheckpointFolder, events: EventWriter, identity: dict[str, Any]) -> tuple[Path | None, int]:
    resume, broken = checkpoints.newest()
    if broken:
        where = "It goes on from the one before" if resume else "The job begins anew"
        events.warning("CHECKPOINT_BROKEN", f"A checkpoint is not whole. {where}.", examples=broken)
    if resume is None:
        return None, 0
    step = int(resume.name.removeprefix("step-"))
    refuse_other_job(checkpoints.about(step), identity)
    return resume, step


def training_arguments(spec: Spec, machine: Machine, records: RecordFile) -> TrainingArguments:
    """The settings of transformers' loop; when to save and evaluate is decided by our own callback."""
    cuda = machine.device == "cuda"
    mixed = min(records.lengths) < 0 < max(records.lengths)
    if mixed and spec.hardware.zero_stage == 3 and not spec.optimizer.group_by_modality_length:
        raise TrainerError(
            "SPEC_INVALID",
            "With ZeRO stage 3, a step in which some devices have pictures and others have none never ends.",
            "Set group_by_modality_length, or use stage 2.",
        )
    workers = min(8, (os.cpu_count() or 1) // max(1, torch.cuda.device_count())) if cuda else 0
    arguments = TrainingArguments(
        output_dir=str(Path(spec.output) / "checkpoints"),
        use_cpu=machine.device == "cpu",
        bf16=machine.precision == "bf16",
        tf32=spec.hardware.tf32 if cuda and torch.cuda.get_device_capability() >= (8, 0) else None,
        per_device_train_batch_size=machine.device_batch_size,
        gradient_accumulation_steps=machine.accumulation,
        num_train_epochs=1,
        learning_rate=spec.optimizer.learning_rate,
        max_grad_norm=spec.optimizer.max_grad_norm,
        activation_checkpointing=spec.hardware.gradient_checkpointing,
        activation_checkpointing_kwargs={"use_reentrant": False} if spec.hardware.gradient_checkpointing else None,
        logging_steps=1,
        logging_nan_inf_filter=False,
        eval_strategy="no",
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_num_workers=workers,
        dataloader_pin_memory=cuda,
        # A batch of text alone leaves vision tower and projector out.
        ddp_find_unused_parameters=mixed if machine.world_size > 1 else None,
        seed=spec.seed,
        deepspeed=deepspeed_config(spec, machine),
    )
    if machine.world_size == 1:
        # With more GPUs than one transformers would use torch.nn.DataParallel; a job has the devices that it was started on.
        arguments._n_gpu = min(arguments.n_gpu, 1)
    return arguments


def prepare_model(spec: Spec, machine: Machine) -> Any:
    """The model with its adapters. Weights that learn are held in 32 bits, next to adapters the rest may be in 16."""
    kept_small = spec.lora is not None and machine.device == "cuda"
    options: dict[str, Any] = {
        "dtype": machine.dtype if kept_small else torch.float32,
        "attn_implementation": machine.attention,
    }
    config = quantisation(spec.lora, machine.dtype)
    if config is not None:
        options |= {"quantization_config": config, "device_map": {"": int(os.environ.get("LOCAL_RANK", "0"))}}
    model = load_model(Path(spec.model), **options)
    if spec.lora is None:
        return model
    return add_adapters(model, spec.lora)


def make_objective(spec: Spec, machine: Machine, processor: Any, model: Any) -> Objective:
    """What the recipe minimises; called after freezing, so that what it adds to the model learns."""
    pad_id = processor.tokenizer.pad_token_id
    if spec.recipe == "dense":
        return DenseLoss(model, machine.world_size, Path(spec.data.train))
    if spec.recipe != "dpo":
        return CaptionLoss(pad_id)
    reference = None
    if spec.lora is None:
        reference = load_model(Path(spec.model), dtype=machine.dtype, attn_implementation=machine.attention)
        reference.requires_grad_(False).eval().to(machine.device)
    return PreferenceLoss(pad_id, spec.dpo.beta if spec.dpo is not None else 0.1, reference)


def identity_of(spec: Spec, records: RecordFile) -> dict[str, Any]:
    """What must not change between a checkpoint and going on from it: model, data, order, what is trained."""
    return {
        "recipe": spec.recipe,
        "model": spec.model,
        "samples": len(records),
        "global_batch_size": spec.optimizer.global_batch_size,
        "grouped": spec.optimizer.group_by_modality_length,
        "seed": spec.seed,
    }


def refuse_other_job(about: dict[str, Any], identity: dict[str, Any]) -> None:
    """Raises a `TrainerError` where the checkpoint is of a job that saw other samples."""
    other = [f"{key} was {about.get(key)}, is {value}" for key, value in identity.items() if about.get(key) != value]
    if other:
        raise TrainerError(
            "CHECKPOINT_OTHER_JOB",
            f"The checkpoints here are of another job: {'; '.join(other)}.",
            "Start it in another folder, or remove these checkpoints.",
        )


def _tell_skipped(events: EventWriter, records: RecordFile) -> None:
    for reason, count in sorted(records.skipped.counts.items()):
        code = f"SKIPPED_{reason.upper().replace('-', '_')}"
        message = f"{count} of {records.total} records are left out: {reason}."
        events.warning(code, message, examples=records.skipped.examples[reason])


def _tell_plan(events: EventWriter, job: Job, freezing: Freezing, resumed_from: int) -> None:
    machine = job.machine
    events.write(
        "plan",
        steps=job.order.steps,
        resumed_from=resumed_from,
        samples=len(job.samples),
        held_out_samples=0 if job.held_out is None else len(job.held_out),
        parameters=freezing.parameters,
        trained_parameters=freezing.trained,
        world_size=machine.world_size,
        device_batch_size=machine.device_batch_size,
        accumulation=machine.accumulation,
        device=name_of(machine.device),
        precision=machine.precision,
        attention=machine.attention,
        environment=environment(),
    )


def environment() -> dict[str, str]:
    """Versions that decide what comes out."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _write_result(trainer: JobTrainer, job: Job, base: Path, target: Path) -> None:
    """Writes the model aside and renames it, so that a folder named `model` is always whole."""
    weights = trainer.accelerator.get_state_dict(trainer.model_wrapped) if job.spec.hardware.zero_stage == 3 else None
    if trainer.args.process_index == 0:
        model = trainer.model
        if job.spec.lora is not None:
            model = merge(model, job.spec.lora, base, job.machine.dtype)
        staging = target.with_name("model.writing")
        shutil.rmtree(staging, ignore_errors=True)
        save_model(model, job.processor, staging, weights)
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
    trainer.accelerator.wait_for_everyone()


def _finite(*losses: float) -> float:
    return next((loss for loss in losses if loss == loss), 0.0)
