"""`transformers.Trainer` with what it lacks: rates by part, whole steps at any world size, exact resume, events."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import Trainer, TrainerCallback, TrainingArguments, get_scheduler

from ekphrasis_trainer.checkpoints import CheckpointFolder, refuse_small_disk
from ekphrasis_trainer.control import Control
from ekphrasis_trainer.dataset import Drawn, Samples, refuse_broken
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.evaluation import captions, held_out_loss
from ekphrasis_trainer.hardware import Machine
from ekphrasis_trainer.objectives import Batch, Objective
from ekphrasis_trainer.order import StepOrder
from ekphrasis_trainer.parts import parameter_groups
from ekphrasis_trainer.progress import Progress
from ekphrasis_trainer.spec import Spec

WEIGHTS = "trained.safetensors"
SCHEDULES = {"cosine": "cosine", "linear": "linear", "constant": "constant_with_warmup"}


@dataclass
class Job:
    """All that a job has besides its model."""

    spec: Spec
    machine: Machine
    processor: Any
    objective: Objective
    samples: Samples
    held_out: Samples | None
    order: StepOrder
    checkpoints: CheckpointFolder
    control: Control
    progress: Progress
    # What a checkpoint must agree with in order to be gone on from.
    identity: dict[str, Any]


class JobTrainer(Trainer):
    """A job in transformers' loop. The whole job is one epoch of that loop, in the order that `StepOrder` gives."""

    # The loss is divided by the items of the whole step here, not by the number of micro-batches there.
    loss_is_scaled_for_ga = True
    # Typed as optional by transformers, which sets them before any of this is called.
    model: Any
    optimizer: Any

    def __init__(self, model: Any, job: Job, arguments: TrainingArguments) -> None:
        self.job = job
        # A probe's weights are thrown away.
        self.keeps = True
        self.save_wanted = False
        self.stopping = False
        self.last_loss = math.nan
        self.last_held_out: float | None = None
        self._evaluated_at = -1
        self._rates: dict[str, float] = {}
        super().__init__(
            model=model,
            args=arguments,
            train_dataset=job.samples,
            data_collator=DrawnCollator(job.objective),
            callbacks=[StepEnd(self)],
        )

    def _get_train_sampler(self, train_dataset: Any = None) -> StepOrder:
        return self.job.order

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW with a group for each part of the model; betas and epsilon are PyTorch's and the paper's."""
        if self.optimizer is None:
            groups = parameter_groups(self.model, self.job.spec)
            self.optimizer = torch.optim.AdamW(
                groups, lr=self.args.learning_rate, fused=self.args.device.type == "cuda"
            )
        return self.optimizer

    def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> Any:
        """Warm-up over a share of the steps, rounded up as in transformers, then the spec's curve."""
        if self.lr_scheduler is None:
            wanted = self.job.spec.optimizer
            self.lr_scheduler = get_scheduler(
                SCHEDULES[wanted.lr_scheduler],
                optimizer=optimizer or self.optimizer,
                num_warmup_steps=math.ceil(num_training_steps * wanted.warmup_ratio),
                num_training_steps=num_training_steps,
            )
            self._created_lr_scheduler = True
        return self.lr_scheduler

    def get_batch_samples(self, epoch_iterator: Iterator[Any], num_batches: int, device: torch.device) -> Any:
        """The step's micro-batches, and its items on all devices; wishes and unusable records are told along with them."""
        begin = time.perf_counter()
        batches = [next(epoch_iterator) for _ in range(num_batches)]
        job = self.job
        job.progress.pace.waited(time.perf_counter() - begin)
        left_out = [each for batch in batches for each in batch.pop("left_out", ())]
        for reason, example in left_out:
            job.progress.skipped.add(reason, example)
        save, stop = job.control.wishes()
        told = [
            sum(int(job.objective.items(batch)) for batch in batches),
            sum(batch.pop("images") for batch in batches),
            sum(int(batch["attention_mask"].sum()) for batch in batches),
            job.progress.skipped.total,
            save,
            stop,
        ]
        counts: Any = self.accelerator.reduce(torch.tensor(told, dtype=torch.int64, device=device))
        items, images, tokens, broken, save_all, stop_all = counts.tolist()
        # In later epochs a broken record comes again, and counts again among as many draws.
        drawn = max(len(job.samples), (self.state.global_step + 1) * job.order.batch)
        refuse_broken(job.spec, broken, drawn, ", ".join(sorted(job.progress.skipped.counts)))
        job.progress.pace.images, job.progress.pace.tokens = images, tokens
        self.save_wanted = save_all > 0 or stop_all > 0
        self.stopping = stop_all > 0
        self._rates = {group["part"]: group["lr"] for group in self.optimizer.param_groups}
        return batches, max(items, 1)

    def compute_loss(
        self, model: Any, inputs: Batch, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """This micro-batch's share of the step's mean. Gradients are averaged over processes, hence their number."""
        total = self.job.objective.loss(model, inputs)
        return total * (self.accelerator.num_processes / num_items_in_batch)

    def _get_grad_norm(self, model: Any, grad_norm: Any = None) -> float:
        """Also the guard: before the weights are touched, a gradient that is no number ends the job."""
        found: Any = super()._get_grad_norm(model, grad_norm=grad_norm)
        norm = float(found)
        if not math.isfinite(norm):
            raise TrainerError(
                "LOSS_NOT_FINITE",
                f"The gradient is not a number at step {self.state.global_step + 1}; the weights were not changed.",
                "Start again from the last checkpoint with a lower learning rate, a longer warm-up, or in 32 bits.",
            )
        return norm

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Turns transformers' log of a step into an event; its summary at the end is not one."""
        if "loss" not in logs:
            return
        self.last_loss = logs["loss"]
        epoch = self.state.global_step * self.job.order.batch / len(self.job.samples)
        self.job.progress.step(self.state.global_step, epoch, logs["loss"], self._rates, logs["grad_norm"])

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """Held-out loss and pinned captions. What is random is left as it was."""
        job, step = self.job, self.state.global_step
        if step == self._evaluated_at:
            # The loop asks once more after the last step.
            return {}
        self._evaluated_at = step
        job.progress.events.state("evaluating")
        together = job.spec.hardware.zero_stage == 3
        model = self.model_wrapped if together else self.model
        self.model.eval()
        loss = None
        if job.held_out is not None:
            loss = held_out_loss(model, job.objective, job.held_out, job.machine.device_batch_size, self.accelerator)
        made = []
        if together or self.args.process_index == 0:
            made = captions(
                self.model, job.processor, job.spec, job.progress.events, self.accelerator, together=together
            )
        self.accelerator.wait_for_everyone()
        self.last_held_out = loss
        job.progress.evaluation(step, loss, made)
        best = self.state.best_metric
        if loss is not None and self.control.should_save and (best is None or loss < best):
            self.state.best_metric, self.state.best_global_step = loss, step
        job.progress.events.state("training")
        return {} if loss is None else {"eval_loss": loss}

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        job, step, first = self.job, self.state.global_step, self.args.process_index == 0
        job.progress.events.state("saving")
        job.progress.left_out(step)
        if first:
            needed = sum(each.numel() for each in self.model.parameters() if each.requires_grad) * 12
            refuse_small_disk(job.checkpoints.path, needed, "A checkpoint")
            job.checkpoints.staging()
        self.accelerator.wait_for_everyone()
        folder = job.checkpoints.path / ".writing"
        if not self.is_deepspeed_enabled and first:
            learned = {
                name: each.detach().contiguous() for name, each in self.model.named_parameters() if each.requires_grad
            }
            save_file(learned, folder / WEIGHTS)
        self._save_optimizer_and_scheduler(str(folder))
        self._save_scaler(str(folder))
        self._save_rng_state(str(folder))
        if first:
            self.state.save_to_json(str(folder / "trainer_state.json"))
        self.accelerator.wait_for_everyone()
        if first:
            size = job.checkpoints.commit(step, job.identity)
            best = self.state.best_global_step if job.spec.checkpoints.keep_best else None
            path = str(job.checkpoints.at(step))
            job.progress.events.write("checkpoint", step=step, path=path, bytes=size, best=step == best)
            for removed in job.checkpoints.remove_old(job.spec.checkpoints.keep_last, best):
                job.progress.events.write("checkpoint-removed", path=str(removed))
        self.accelerator.wait_for_everyone()
        job.progress.events.state("training")

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        """Puts back what was trained, by the names that the parameters have here.

        The method of transformers 5.24 reads a folder of a model, whose names it does not map as `from_pretrained`
        does: weights of LLaVA would stay as they were, with no more than a warning.
        """
        path = Path(resume_from_checkpoint) / WEIGHTS
        parameters = {name: each for name, each in self.model.named_parameters() if each.requires_grad}
        try:
            learned = load_file(path)
            if learned.keys() != parameters.keys():
                raise ValueError("its parameters are not those that are trained")
            with torch.no_grad():
                for name, value in learned.items():
                    parameters[name].copy_(value)
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise TrainerError(
                "CHECKPOINTS_BROKEN", f"{path} cannot be loaded: {error}.", "Remove this checkpoint and start again."
            ) from error


@dataclass(frozen=True)
class DrawnCollator:
    """A batch, with its number of pictures and with what was left out on the way to it."""

    objective: Objective

    def __call__(self, drawn: Sequence[Drawn]) -> Batch:
        """Runs in the processes that load data; `get_batch_samples` takes both notes away again."""
        left_out = [note for each in drawn for note in each.left_out]
        return {
            **self.objective.collate(drawn),
            "images": sum(each.sample.images for each in drawn),
            "left_out": left_out,
        }


class StepEnd(TrainerCallback):
    """Decides after each step what is due."""

    def __init__(self, trainer: JobTrainer) -> None:
        self._trainer = trainer
        self._saved_at = time.monotonic()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Checkpoints by steps, by minutes, by wish and at the end; evaluations with them and by steps of their own."""
        trainer, wanted = self._trainer, self._trainer.job.spec
        if not trainer.keeps:
            return
        last = state.global_step >= state.max_steps
        every, minutes = wanted.checkpoints.every_steps, wanted.checkpoints.every_minutes
        # All processes must come to the same answer; clocks do not, so only the first one's counts (see `wishes`).
        due = minutes is not None and time.monotonic() - self._saved_at >= minutes * 60
        if due and args.process_index == 0:
            trainer.job.control.ask_to_save()
            self._saved_at = time.monotonic()
        control.should_save = trainer.save_wanted or last or (every is not None and state.global_step % every == 0)
        evaluate = wanted.evaluation.every_steps
        own = evaluate is not None and state.global_step % evaluate == 0
        control.should_evaluate = control.should_save or own
        if trainer.stopping:
            control.should_training_stop = True
        if control.should_save:
            self._saved_at = time.monotonic()
