"""What the *dense* recipe puts in place of text: patches with their classes as samples, and the loss on them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ekphrasis_trainer.dense.labels import IGNORED, PatchLabels
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.objectives import CaptionLoss
from ekphrasis_trainer.parts import project_pictures
from ekphrasis_trainer.records import Record, Unusable
from ekphrasis_trainer.rendering import Sample, open_picture
from ekphrasis_trainer.spec import Spec


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


class DenseHead(nn.Module):
    """One linear layer from the projector's output to all classes of all attributes.

    It learns and is in checkpoints with the model that it hangs on, and is left out when that model is saved.
    """

    def __init__(self, width: int, attributes: Mapping[str, int]) -> None:
        super().__init__()
        self.attributes = dict(attributes)
        self.norm = nn.LayerNorm(width)
        self.classes = nn.Linear(width, sum(attributes.values()))

    def forward(self, features: Tensor) -> tuple[Tensor, ...]:
        """Scores of each attribute's classes, (…, classes) each."""
        return self.classes(self.norm(features)).split(list(self.attributes.values()), dim=-1)

    def state_dict(self, *args: Any, destination: Any = None, **kwargs: Any) -> Any:
        """Nothing: what is saved is the model without its head."""
        return {} if destination is None else destination


class DenseLoss(CaptionLoss):
    """Cross-entropy of each patch's attributes, by a head that hangs on the model and is never saved with it."""

    def __init__(self, model: Any, world_size: int, train: Path) -> None:
        super().__init__(pad_id=0)
        if not hasattr(getattr(model, "model", None), "multi_modal_projector"):
            message = f"This recipe is for models of LLaVA's architecture, and this is a {type(model).__name__}."
            raise TrainerError("MODEL_UNSUITED", message, "Choose another recipe.")
        if world_size > 1:
            message = "This recipe is for small models and runs on one device."
            raise TrainerError("SPEC_INVALID", message, "Start it on one device.")
        width, attributes = model.config.get_text_config().hidden_size, PatchLabels.beside(train).attributes
        model.dense_head = DenseHead(width, attributes)

    def items(self, batch: dict[str, Any]) -> Tensor:
        """Patches."""
        return torch.tensor(batch["targets"].shape[0] * batch["targets"].shape[1])

    def loss(self, model: Any, batch: dict[str, Any]) -> Tensor:
        """The mean over the patches that are asked, times all patches: attributes weigh alike, however few they cover."""
        targets = batch["targets"]
        features = project_pictures(model, batch["pixel_values"], first=-targets.shape[1])
        return dense_loss(model.dense_head, features, targets) * self.items(batch)


def dense_loss(head: DenseHead, features: Tensor, targets: Tensor) -> Tensor:
    """Sum over attributes of the mean cross-entropy where it is asked.

    Each attribute has its own mean: what covers few patches would drown among the rest.
    """
    total = features.new_zeros((), dtype=torch.float32)
    for scores, wanted in zip(head(features), targets.unbind(-1), strict=True):
        asked = wanted != IGNORED
        if asked.any():
            total = total + cross_entropy(scores[asked].float(), wanted[asked])
    return total
