"""What the *dense* recipe puts in place of text: patches with their classes as samples, and the loss on them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from ekphrasis_trainer.collation import Collator
from ekphrasis_trainer.dataset import Drawn
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.pictures import open_picture
from ekphrasis_trainer.records import Record, Unusable
from ekphrasis_trainer.rendering import Sample
from ekphrasis_trainer.spec import Spec

from .labels import PatchLabels
from .objective import DenseHead, dense_loss, project_patches


class DenseRenderer:
    """Makes samples of records of single pictures, whose labels lie beside the records."""

    def __init__(self, processor: Any, spec: Spec) -> None:
        self._images = processor.image_processor
        self._labels = [PatchLabels.beside(Path(path)) for path in (spec.data.train, spec.data.held_out) if path]

    def render(self, record: Record) -> Sample:
        """The picture and the classes of its patches; one token a patch, none of which is read."""
        labels = next((one for one in self._labels if record.id in one), None)
        if labels is None or len(record.images) != 1:
            raise Unusable("no-labels", record.id)
        pixels = self._images(open_picture(record.images[0]), return_tensors="pt")["pixel_values"]
        targets = torch.from_numpy(labels[record.id])
        blank = [0] * len(targets)
        return Sample(blank, blank, pixels={"pixel_values": pixels, "targets": targets[None]}, images=1)

    def rejected(self, record: Record) -> Record:
        """There are no pairs of patches."""
        raise Unusable("no-rejected-reply", record.id)


class DenseLoss:
    """Cross-entropy of each patch's attributes, by a head that hangs on the model and is never saved with it."""

    def __init__(self, model: Any, world_size: int, train: Path) -> None:
        if not hasattr(getattr(model, "model", None), "multi_modal_projector"):
            message = f"This recipe is for models of LLaVA's architecture, and this is a {type(model).__name__}."
            raise TrainerError("MODEL_UNSUITED", message, "Choose another recipe.")
        if world_size > 1:
            message = "This recipe is for small models and runs on one device."
            raise TrainerError("SPEC_INVALID", message, "Start it on one device.")
        self._collate = Collator(0)
        attributes = PatchLabels.beside(train).attributes
        model.dense_head = DenseHead(model.config.get_text_config().hidden_size, attributes)

    def collate(self, drawn: Sequence[Drawn]) -> dict[str, Any]:
        """Pictures and classes one after another."""
        return self._collate([each.sample for each in drawn])

    def items(self, batch: dict[str, Any]) -> torch.Tensor:
        """Patches."""
        return torch.tensor(batch["targets"].shape[0] * batch["targets"].shape[1])

    def loss(self, model: Any, batch: dict[str, Any]) -> torch.Tensor:
        """The mean over the patches that are asked, times all patches: attributes weigh alike, however few they cover."""
        features = project_patches(model, batch["pixel_values"], batch["targets"].shape[1])
        return dense_loss(model.dense_head, features, batch["targets"])[0] * self.items(batch)
