"""A job from its spec to its model."""

from __future__ import annotations

import os
import platform
import shutil
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import torch
import transformers
from transformers import TrainingArguments

from ekphrasis_trainer.adapters import add_adapters, merge, quantisation
from ekphrasis_trainer.checkpoints import CheckpointFolder
from ekphrasis_trainer.control import Control
from ekphrasis_trainer.dataset import Samples, open_records
from ekphrasis_trainer.errors import TrainerError, as_trainer_error
from ekphrasis_trainer.events import EventWriter
from ekphrasis_trainer.hardware import Machine, choose_machine, disk_needed, name_of, refuse_small_disk
from ekphrasis_trainer.models import check_folder, load_model, load_processor, save_model
from ekphrasis_trainer.objectives import CaptionLoss, Objective, PreferenceLoss
from ekphrasis_trainer.order import StepOrder, steps_of
from ekphrasis_trainer.parts import freeze
from ekphrasis_trainer.progress import Progress
from ekphrasis_trainer.records import RecordFile
from ekphrasis_trainer.rendering import Renderer
from ekphrasis_trainer.spec import Spec
from ekphrasis_trainer.training import Job, JobTrainer

#: Packages whose versions decide what comes out.
PACKAGES: Final = ("torch", "transformers", "peft", "accelerate", "tokenizers", "numpy", "deepspeed", "bitsandbytes")


def train(spec: Spec) -> int:
    """Runs the job, going on from its newest whole checkpoint; returns the process's exit code."""
    output = Path(spec.output)
    events = EventWriter(output / "events.jsonl", enabled=os.environ.get("RANK", "0") == "0")
    control = Control(output)
    control.listen()
    try:
        _run(spec, events, control)
        return 0
    except Exception as error:
        events.error(as_trainer_error(error))
        events.state("failed")
        return 1
    finally:
        events.close()


def _run(spec: Spec, events: EventWriter, control: Control) -> None:
    trainer, resumed_from = prepare(spec, events, control)
    job, target = trainer.job, Path(spec.output) / "model"
    events.state("training")
    outcome = trainer.train(resume_from_checkpoint=str(job.checkpoints.at(resumed_from)) if resumed_from else None)
    step = outcome.global_step
    job.progress.left_out(step)
    job.progress.close()
    if step < job.order.steps:
        events.state("stopped")
        return
    events.state("exporting")
    _write_result(trainer, job, target)
    # A job that only wrote its model again has had no step, and no loss.
    losses = (loss for loss in (trainer.last_loss, outcome.training_loss, 0.0) if loss == loss)
    held_out = trainer.last_held_out
    events.write("result", model=str(target), step=step, train_loss=next(losses), held_out_loss=held_out)
    events.state("done")


def prepare(spec: Spec, events: EventWriter, control: Control) -> tuple[JobTrainer, int]:
    """All that stands before the first step, and the step of the checkpoint to go on from, 0 for none."""
    output, wanted, pairs = Path(spec.output), spec.optimizer, spec.recipe == "dpo"
    events.state("preparing", "model")
    machine = choose_machine(spec)
    check_folder(Path(spec.model))
    processor = load_processor(Path(spec.model))
    events.state("preparing", "data")
    records = open_records(spec, spec.data.train, fraction=spec.data.fraction)
    held_out = open_records(spec, spec.data.held_out) if spec.data.held_out is not None else None
    events.skipped(records.skipped, f"of {records.total} records are left out")
    identity = identity_of(spec, records)
    checkpoints = CheckpointFolder(output / "checkpoints")
    resumed_from, broken = checkpoints.newest()
    if broken:
        then = "It goes on from the one before" if resumed_from else "The job begins anew"
        events.warning("CHECKPOINT_BROKEN", f"A checkpoint is not whole. {then}.", examples=broken)
    if resumed_from:
        checkpoints.refuse_other_job(resumed_from, identity)
    events.state("preparing", "weights")
    # The loop's settings first: they set the process group up, and DeepSpeed's, before any weight is made.
    arguments = training_arguments(spec, machine, records)
    transformers.set_seed(spec.seed)
    model = prepare_model(spec, machine)
    freezing = freeze(model, spec)
    for remark in freezing.remarks:
        events.warning("NO_GRADIENT", remark)
    refuse_small_disk(output, disk_needed(spec, freezing.parameters, freezing.trained), "The job")
    steps = steps_of(len(records), wanted.epochs, wanted.global_batch_size, wanted.max_steps)
    lengths = records.lengths if wanted.group_by_modality_length else None
    renderer, objective = make_task(spec, machine, processor, model)
    job = Job(
        spec=spec,
        machine=machine,
        processor=processor,
        objective=objective,
        samples=Samples(records, renderer, pairs=pairs),
        held_out=None if held_out is None else Samples(held_out, renderer, pairs=pairs),
        order=StepOrder(len(records), steps, wanted.global_batch_size, spec.seed, lengths),
        checkpoints=checkpoints,
        control=control,
        progress=Progress(events, output / "tensorboard", machine.device, arguments.process_index == 0, resumed_from),
        identity=identity,
    )
    events.write(
        "plan",
        steps=steps,
        resumed_from=resumed_from,
        samples=len(records),
        held_out_samples=0 if held_out is None else len(held_out),
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
    return JobTrainer(model, job, arguments), resumed_from


def training_arguments(spec: Spec, machine: Machine, records: RecordFile) -> TrainingArguments:
    """The settings of transformers' loop; when to save and evaluate is decided by our own callback."""
    cuda, hardware = machine.device == "cuda", spec.hardware
    mixed = min(records.lengths) < 0 < max(records.lengths)
    if mixed and hardware.zero_stage == 3 and not spec.optimizer.group_by_modality_length:
        message = "With ZeRO stage 3, a step in which some devices have pictures and others have none never ends."
        raise TrainerError("SPEC_INVALID", message, "Set group_by_modality_length, or use stage 2.")
    # The values of LLaVA's scripts/zero2.json and zero3.json.
    zero = files("ekphrasis_trainer").joinpath(f"zero/stage{hardware.zero_stage}.json")
    arguments = TrainingArguments(
        output_dir=str(Path(spec.output) / "checkpoints"),
        use_cpu=machine.device == "cpu",
        bf16=machine.precision == "bf16",
        tf32=hardware.tf32 if cuda and torch.cuda.get_device_capability() >= (8, 0) else None,
        per_device_train_batch_size=machine.device_batch_size,
        gradient_accumulation_steps=machine.accumulation,
        num_train_epochs=1,
        learning_rate=spec.optimizer.learning_rate,
        max_grad_norm=spec.optimizer.max_grad_norm,
        activation_checkpointing=hardware.gradient_checkpointing,
        activation_checkpointing_kwargs={"use_reentrant": False} if hardware.gradient_checkpointing else None,
        logging_steps=1,
        logging_nan_inf_filter=False,
        eval_strategy="no",
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_num_workers=min(8, (os.cpu_count() or 1) // torch.cuda.device_count()) if cuda else 0,
        dataloader_pin_memory=cuda,
        # A batch of text alone leaves vision tower and projector out.
        ddp_find_unused_parameters=mixed if machine.world_size > 1 else None,
        seed=spec.seed,
        deepspeed=str(zero) if hardware.zero_stage > 0 else None,
    )
    if machine.world_size == 1:
        # With more GPUs than one transformers would use torch.nn.DataParallel; a job has the devices it was started on.
        arguments._n_gpu = min(arguments.n_gpu, 1)
    return arguments


def prepare_model(spec: Spec, machine: Machine) -> Any:
    """The model with its adapters. Weights that learn are held in 32 bits, next to adapters the rest may be in 16."""
    kept_small = spec.lora is not None and machine.device == "cuda"
    options: dict[str, Any] = {"dtype": machine.dtype if kept_small else torch.float32}
    config = quantisation(spec.lora, machine.dtype)
    if config is not None:
        options |= {"quantization_config": config, "device_map": {"": int(os.environ.get("LOCAL_RANK", "0"))}}
    model = load_model(Path(spec.model), attn_implementation=machine.attention, **options)
    return model if spec.lora is None else add_adapters(model, spec.lora)


def make_task(spec: Spec, machine: Machine, processor: Any, model: Any) -> tuple[Any, Objective]:
    """What makes samples, and what the recipe minimises; called after freezing, so that what it adds learns."""
    if spec.recipe == "dense":
        # Imported here: nothing else needs drawn scenes.
        from ekphrasis_trainer.dense.recipe import DenseLoss, DenseRenderer

        return DenseRenderer(processor, spec), DenseLoss(model, machine.world_size)
    pad_id, reference = processor.tokenizer.pad_token_id, None
    if spec.recipe != "dpo":
        return Renderer(processor, spec), CaptionLoss(pad_id)
    if spec.lora is None:
        reference = load_model(Path(spec.model), dtype=machine.dtype, attn_implementation=machine.attention)
        reference.requires_grad_(False).eval().to(machine.device)
    return Renderer(processor, spec), PreferenceLoss(pad_id, spec.dpo.beta, reference)


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


def environment() -> dict[str, str]:
    """Versions of Python and of the packages that are installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _write_result(trainer: JobTrainer, job: Job, target: Path) -> None:
    """Writes the model aside and renames it, so that a folder named `model` is always whole."""
    spec, model = job.spec, trainer.model
    weights = trainer.accelerator.get_state_dict(trainer.model_wrapped) if spec.hardware.zero_stage == 3 else None
    if trainer.is_world_process_zero():
        if spec.lora is not None:
            model = merge(model, spec.lora, Path(spec.model), job.machine.dtype)
        staging = target.with_name("model.writing")
        shutil.rmtree(staging, ignore_errors=True)
        save_model(model, job.processor, staging, weights)
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
    trainer.accelerator.wait_for_everyone()
