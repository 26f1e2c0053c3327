"""A job from its spec to its model."""

from __future__ import annotations

import os
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from transformers import TrainingArguments, set_seed

from ekphrasis_trainer.checkpoints import CheckpointFolder
from ekphrasis_trainer.control import Control
from ekphrasis_trainer.dataset import Samples, StepOrder, open_records, steps_of
from ekphrasis_trainer.errors import TrainerError, as_trainer_error
from ekphrasis_trainer.estimate import estimate_here
from ekphrasis_trainer.events import EventWriter, Progress
from ekphrasis_trainer.hardware import choose_machine, disk_needed, environment, name_of, refuse_small_disk
from ekphrasis_trainer.models import check_folder, load_model, load_processor, save_model
from ekphrasis_trainer.objectives import CaptionLoss, PreferenceLoss
from ekphrasis_trainer.parts import add_adapters, freeze, merge, quantisation
from ekphrasis_trainer.rendering import Renderer
from ekphrasis_trainer.spec import Spec


def train(spec: Spec) -> int:
    """Runs the job, going on from its newest whole checkpoint; returns the process's exit code."""
    output = Path(spec.output)
    events = EventWriter(output / "events.jsonl", enabled=os.environ.get("RANK", "0") == "0")
    control = Control(output)
    control.listen()
    try:
        _run(Job(spec, events, control))
        return 0
    except Exception as error:
        events.error(as_trainer_error(error))
        events.state("failed")
        return 1
    finally:
        events.close()


def _run(job: Job) -> None:
    # It is made for a job, and knows this module.
    from ekphrasis_trainer.training import JobTrainer

    trainer, events, resume = JobTrainer(job), job.events, job.resumed_from
    events.state("training")
    outcome = trainer.train(resume_from_checkpoint=str(job.checkpoints.at(resume)) if resume else None)
    step = outcome.global_step
    job.progress.left_out(step)
    job.progress.close()
    if step < job.order.steps:
        events.state("stopped")
        return
    events.state("exporting")
    target = Path(job.spec.output) / "model"
    _write_model(trainer, job, target)
    # A job that only wrote its model again has had no step, and no loss.
    losses = (loss for loss in (trainer.last_loss, outcome.training_loss, 0.0) if loss == loss)
    held_out = trainer.last_held_out
    events.write("result", model=str(target), step=step, train_loss=next(losses), held_out_loss=held_out)
    events.state("done")


def _write_model(trainer: Any, job: Job, target: Path) -> None:
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


class Job:
    """All that stands before the first step: machine, model, samples in their order, checkpoints, settings of the loop.

    Raises a `TrainerError` for whatever is not as it has to be.
    """

    def __init__(self, spec: Spec, events: EventWriter, control: Control) -> None:
        self.spec, self.events, self.control = spec, events, control
        output, wanted, pairs = Path(spec.output), spec.optimizer, spec.recipe == "dpo"
        events.state("preparing", "model")
        self.machine = choose_machine(spec)
        check_folder(Path(spec.model))
        self.processor = load_processor(Path(spec.model))
        events.state("preparing", "data")
        records = open_records(spec, spec.data.train, fraction=spec.data.fraction)
        held_out = open_records(spec, spec.data.held_out) if spec.data.held_out is not None else None
        events.skipped(records.skipped, f"of {records.total} records are left out")
        #: What must not change between a checkpoint and going on from it: model, data, order, what is trained.
        self.identity = {
            "recipe": spec.recipe,
            "model": spec.model,
            "samples": len(records),
            "global_batch_size": wanted.global_batch_size,
            "grouped": wanted.group_by_modality_length,
            "seed": spec.seed,
        }
        self.checkpoints = CheckpointFolder(output / "checkpoints")
        #: Step of the checkpoint that it goes on from, 0 for none.
        self.resumed_from = self._newest_checkpoint()
        events.state("preparing", "weights")
        # The loop's settings first: they set the process group up, and DeepSpeed's, before any weight is made.
        mixed = min(records.lengths) < 0 < max(records.lengths)
        self.arguments = self._training_arguments(mixed)
        self._warn_of_memory()
        set_seed(spec.seed)
        self.model = self._load_model()
        freezing = freeze(self.model, spec)
        for remark in freezing.remarks:
            events.warning("NO_GRADIENT", remark)
        refuse_small_disk(output, disk_needed(spec, freezing.parameters, freezing.trained), "The job")
        renderer, self.objective = self._task()
        self.samples = Samples(records, renderer, pairs=pairs)
        self.held_out = None if held_out is None else Samples(held_out, renderer, pairs=pairs)
        steps = steps_of(len(records), wanted.epochs, wanted.global_batch_size, wanted.max_steps)
        lengths = records.lengths if wanted.group_by_modality_length else None
        self.order = StepOrder(len(records), steps, wanted.global_batch_size, spec.seed, lengths)
        self.progress = Progress(events, output / "tensorboard", self.machine.device, self.resumed_from)
        events.write(
            "plan",
            steps=steps,
            resumed_from=self.resumed_from,
            samples=len(records),
            held_out_samples=0 if held_out is None else len(held_out),
            parameters=freezing.parameters,
            trained_parameters=freezing.trained,
            **{key: value for key, value in vars(self.machine).items() if key != "device"},
            device=name_of(self.machine.device),
            environment=environment(),
        )

    def _warn_of_memory(self) -> None:
        try:
            needed = estimate_here(self.spec, self.machine.world_size)
        except Exception:
            # A model whose layers it cannot count is trained all the same; what is wrong with it is told by loading it.
            return
        total, there = needed["total_bytes"] / 1e9, needed["device_bytes"] / 1e9
        if total > there:
            message = f"The job needs about {total:.1f} GB of memory on each device, which has {there:.1f} GB."
            self.events.warning("MEMORY_SHORT", f"{message} It is tried; smaller device batches need less.")

    def _newest_checkpoint(self) -> int:
        step, broken = self.checkpoints.newest()
        if broken:
            then = "It goes on from the one before" if step else "The job begins anew"
            self.events.warning("CHECKPOINT_BROKEN", f"A checkpoint is not whole. {then}.", examples=broken)
        if step:
            self.checkpoints.refuse_other_job(step, self.identity)
        return step

    def _training_arguments(self, mixed: bool) -> TrainingArguments:
        """The settings of transformers' loop; when to save and evaluate is decided by our own callback."""
        spec, machine, hardware = self.spec, self.machine, self.spec.hardware
        if mixed and hardware.zero_stage == 3 and not spec.optimizer.group_by_modality_length:
            message = "With ZeRO stage 3, a step in which some devices have pictures and others have none never ends."
            raise TrainerError("SPEC_INVALID", message, "Set group_by_modality_length, or use stage 2.")
        cuda, saving = machine.device == "cuda", hardware.gradient_checkpointing
        # The values of LLaVA's scripts/zero2.json and zero3.json.
        zero = files("ekphrasis_trainer").joinpath(f"zero/stage{hardware.zero_stage}.json")
        arguments = TrainingArguments(
            output_dir=str(self.checkpoints.path),
            use_cpu=machine.device == "cpu",
            bf16=machine.precision == "bf16",
            tf32=hardware.tf32 if cuda and torch.cuda.get_device_capability() >= (8, 0) else None,
            per_device_train_batch_size=machine.device_batch_size,
            gradient_accumulation_steps=machine.accumulation,
            num_train_epochs=1,
            learning_rate=spec.optimizer.learning_rate,
            max_grad_norm=spec.optimizer.max_grad_norm,
            activation_checkpointing=saving,
            activation_checkpointing_kwargs={"use_reentrant": False} if saving else None,
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
            # With more GPUs than one transformers would use DataParallel; a job has the devices it was started on.
            arguments._n_gpu = min(arguments.n_gpu, 1)
        return arguments

    def _load_model(self) -> Any:
        """With its adapters. Weights that learn are held in 32 bits, next to adapters on CUDA the rest may be in 16."""
        spec, machine = self.spec, self.machine
        small = spec.lora is not None and machine.device == "cuda"
        options: dict[str, Any] = {"dtype": machine.dtype if small else torch.float32}
        config = quantisation(spec.lora, machine.dtype)
        if config is not None:
            options |= {"quantization_config": config, "device_map": {"": int(os.environ.get("LOCAL_RANK", "0"))}}
        model = load_model(Path(spec.model), attn_implementation=machine.attention, **options)
        return model if spec.lora is None else add_adapters(model, spec.lora)

    def _task(self) -> tuple[Any, CaptionLoss]:
        """What makes samples, and what is minimised; after freezing, so that what it adds to the model learns."""
        spec, machine = self.spec, self.machine
        if spec.recipe == "dense":
            # Imported here: no other recipe needs it.
            from ekphrasis_trainer.dense.recipe import DenseLoss, DenseRenderer

            return DenseRenderer(self.processor, spec), DenseLoss(self.model, machine.world_size, Path(spec.data.train))
        renderer, pad_id = Renderer(self.processor, spec), self.processor.tokenizer.pad_token_id
        if spec.recipe != "dpo":
            return renderer, CaptionLoss(pad_id)
        reference = None
        if spec.lora is None:
            reference = load_model(Path(spec.model), dtype=machine.dtype, attn_implementation=machine.attention)
            reference.requires_grad_(False).eval().to(machine.device)
        return renderer, PreferenceLoss(pad_id, spec.dpo.beta, reference)
