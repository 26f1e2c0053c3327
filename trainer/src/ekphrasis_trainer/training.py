"""`transformers.Trainer` with what it lacks: rates by part, whole steps at any world size, exact resume, events."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import Trainer, TrainerCallback, get_scheduler

from ekphrasis_trainer.dataset import Drawn, StepOrder, refuse_broken
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.evaluation import captions, held_out_loss
from ekphrasis_trainer.hardware import checkpoint_bytes, refuse_small_disk
from ekphrasis_trainer.objectives import Batch
from ekphrasis_trainer.parts import parameter_groups
from ekphrasis_trainer.train import Job

WEIGHTS: Final = "trained.safetensors"
SCHEDULES: Final = {"cosine": "cosine", "linear": "linear", "constant": "constant_with_warmup"}


class JobTrainer(Trainer):
    """A job in transformers' loop. The whole job is one epoch of that loop, in the order that `StepOrder` gives."""

    # The loss is divided by the items of the whole step here, not by the number of micro-batches there.
    loss_is_scaled_for_ga = True
    # Typed as optional by transformers, which sets them before any of this is called.
    model: Any
    optimizer: Any

    def __init__(self, job: Job) -> None:
        self.job = job
        #: A probe's weights are thrown away.
        self.keeps = True
        self.save_wanted = self.stopping = False
        self.last_loss = math.nan
        self.last_held_out: float | None = None
        self._evaluated_at = -1
        self._rates: dict[str, float] = {}
        super().__init__(job.model, job.arguments, self._collate, job.samples, callbacks=[StepEnd(self)])

    def _collate(self, drawn: Sequence[Drawn]) -> Batch:
        """A batch, with two notes that `get_batch_samples` takes away again: pictures, and what was left out."""
        images = sum(each.sample.images for each in drawn)
        left_out = [note for each in drawn for note in each.left_out]
        return {**self.job.objective.collate(drawn), "images": images, "left_out": left_out}

    @property
    def learned(self) -> dict[str, torch.Tensor]:
        """The parameters that are trained, by name."""
        return {name: each for name, each in self.model.named_parameters() if each.requires_grad}

    def _get_train_sampler(self, train_dataset: Any = None) -> StepOrder:
        return self.job.order

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW with a group for each part of the model; betas and epsilon are PyTorch's and the paper's."""
        if self.optimizer is None:
            groups, fused = parameter_groups(self.model, self.job.spec), self.args.device.type in ("cuda", "cpu")
            self.optimizer = torch.optim.AdamW(groups, lr=self.args.learning_rate, fused=fused)
        return self.optimizer

    def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> Any:
        """Warm-up over a share of the steps, rounded up as in transformers, then the spec's curve."""
        if self.lr_scheduler is None:
            wanted = self.job.spec.optimizer
            warmup = math.ceil(num_training_steps * wanted.warmup_ratio)
            curve = SCHEDULES[wanted.lr_scheduler]
            self.lr_scheduler = get_scheduler(curve, optimizer or self.optimizer, warmup, num_training_steps)
            self._created_lr_scheduler = True
        return self.lr_scheduler

    def get_batch_samples(self, epoch_iterator: Iterator[Any], num_batches: int, device: torch.device) -> Any:
        """The step's micro-batches, and its items on all devices; wishes and unusable records are told along with them."""
        job, begin = self.job, time.perf_counter()
        batches = [next(epoch_iterator) for _ in range(num_batches)]
        pace, skipped = job.progress.pace, job.progress.skipped
        pace.waited += time.perf_counter() - begin
        for reason, example in [each for batch in batches for each in batch.pop("left_out")]:
            skipped.add(reason, example)
        save, stop = job.control.wishes()
        told = [
            sum(int(job.objective.items(batch)) for batch in batches),
            sum(batch.pop("images") for batch in batches),
            sum(int(batch["attention_mask"].sum()) for batch in batches),
            skipped.total,
            save,
            stop,
        ]
        counts: Any = self.accelerator.reduce(torch.tensor(told, dtype=torch.int64, device=device))
        items, pace.images, pace.tokens, broken, save_all, stop_all = counts.tolist()
        # In later epochs a broken record comes again, and counts again among as many draws.
        drawn = max(len(job.samples), (self.state.global_step + 1) * job.order.batch)
        refuse_broken(job.spec, broken, drawn, ", ".join(sorted(skipped.counts)))
        self.stopping = stop_all > 0
        self.save_wanted = save_all > 0 or self.stopping
        self._rates = {group["part"]: group["lr"] for group in self.optimizer.param_groups}
        return batches, max(items, 1)

    def compute_loss(
        self, model: Any, inputs: Batch, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """This micro-batch's share of the step's mean. Gradients are averaged over processes, hence their number."""
        return self.job.objective.loss(model, inputs) * (self.accelerator.num_processes / num_items_in_batch)

    def _get_grad_norm(self, model: Any, grad_norm: Any = None) -> float:
        """Also the guard: before the weights are touched, a gradient that is no number ends the job."""
        found: Any = super()._get_grad_norm(model, grad_norm=grad_norm)
        if not math.isfinite(float(found)):
            step = self.state.global_step + 1
            message = f"The gradient is not a number at step {step}; the weights were not changed."
            raise TrainerError("LOSS_NOT_FINITE", message)
        return float(found)

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Turns transformers' log of a step into an event; its summary at the end is not one."""
        if "loss" in logs:
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
        job.events.state("evaluating")
        together = job.spec.hardware.zero_stage == 3
        self.model.eval()
        loss = None
        if job.held_out is not None:
            model, size = self.model_wrapped if together else self.model, job.machine.device_batch_size
            loss = held_out_loss(model, job.objective, job.held_out, size, self.accelerator)
        made = []
        if together or self.is_world_process_zero():
            events = job.events
            made = captions(self.model, job.processor, job.spec, events, self.accelerator, together=together)
        self.accelerator.wait_for_everyone()
        self.last_held_out = loss
        job.progress.evaluation(step, loss, made)
        best = self.state.best_metric
        if loss is not None and self.control.should_save and (best is None or loss < best):
            self.state.best_metric, self.state.best_global_step = loss, step
        job.events.state("training")
        return {} if loss is None else {"eval_loss": loss}

    def _get_output_dir(self, trial: Any) -> str:
        return str(self.job.checkpoints.staging)

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        """What transformers writes, made a checkpoint in one move."""
        job, step, first = self.job, self.state.global_step, self.is_world_process_zero()
        events, wanted = job.events, job.spec.checkpoints
        events.state("saving")
        job.progress.left_out(step)
        if first:
            needed = checkpoint_bytes(sum(each.numel() for each in self.learned.values()))
            refuse_small_disk(job.checkpoints.path, needed, "A checkpoint")
            job.checkpoints.clear_staging()
        self.accelerator.wait_for_everyone()
        super()._save_checkpoint(model, trial)
        self.accelerator.wait_for_everyone()
        if first:
            size = job.checkpoints.commit(step, job.identity)
            best = self.state.best_global_step if wanted.keep_best else None
            events.write("checkpoint", step=step, path=str(job.checkpoints.at(step)), bytes=size, best=step == best)
            for removed in job.checkpoints.remove_old(wanted.keep_last, best):
                events.write("checkpoint-removed", path=str(removed))
        self.accelerator.wait_for_everyone()
        events.state("training")

    def save_model(self, output_dir: str | None = None, _internal_call: bool = False) -> None:
        """Into a checkpoint goes what is trained alone; DeepSpeed writes its own."""
        if output_dir is not None and self.is_world_process_zero():
            Path(output_dir).mkdir(parents=True, exist_ok=True)
            if not self.is_deepspeed_enabled:
                learned = {name: each.detach().contiguous() for name, each in self.learned.items()}
                save_file(learned, Path(output_dir, WEIGHTS))

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        """Puts back what was trained, by the names that the parameters have here.

        The method of transformers 5.24 reads a folder of a model, whose names it does not map as `from_pretrained`
        does: weights of LLaVA would stay as they were, with no more than a warning.
        """
        path, parameters = Path(resume_from_checkpoint, WEIGHTS), self.learned
        try:
            saved = load_file(path)
            if saved.keys() != parameters.keys():
                raise ValueError("its parameters are not those that are trained")
            with torch.no_grad():
                for name, value in saved.items():
                    parameters[name].copy_(value)
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise TrainerError("CHECKPOINTS_BROKEN", f"{path} cannot be loaded: {error}.") from error


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

        def due(every: int | None) -> bool:
            return every is not None and state.global_step % every == 0

        minutes = wanted.checkpoints.every_minutes
        if minutes is not None and time.monotonic() - self._saved_at >= minutes * 60 and args.process_index == 0:
            # All processes must come to the same answer; clocks do not, so it is the first one's wish for the next step.
            trainer.job.control.save = True
            self._saved_at = time.monotonic()
        last = state.global_step >= state.max_steps
        control.should_save = trainer.save_wanted or last or due(wanted.checkpoints.every_steps)
        control.should_evaluate = control.should_save or due(wanted.evaluation.every_steps)
        control.should_training_stop = control.should_training_stop or trainer.stopping
        if control.should_save:
            self._saved_at = time.monotonic()
