"""The loss of the *dense* recipe, and the small head that it is computed by."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .labels import IGNORED


class DenseHead(nn.Module):
    """One linear layer from the projector's output to all classes of all attributes.

    It learns and is in checkpoints with the model that it hangs on, and is left out when that model is saved.
    """

    def __init__(self, width: int, attributes: Mapping[str, int]) -> None:
        super().__init__()
        self.attributes = dict(attributes)
        self.norm = nn.LayerNorm(width)
        self.classes = nn.Linear(width, sum(attributes.values()))

    def forward(self, features: Tensor) -> list[Tensor]:
        """Scores of each attribute's classes, (…, classes) each."""
        return list(self.classes(self.norm(features)).split(list(self.attributes.values()), dim=-1))

    def state_dict(self, *args: Any, destination: Any = None, **kwargs: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Nothing: what is saved is the model without its head."""
        return {} if destination is None else destination


def project_patches(model: Any, pixel_values: Tensor, patches: int) -> Tensor:
    """What the language model would see of each patch, (pictures, patches, width); tokens before the patches are left out."""
    layer = model.config.vision_feature_layer
    layers = [layer] if isinstance(layer, int) else layer
    states = model.model.vision_tower(pixel_values, output_hidden_states=True, return_dict=True).hidden_states
    return model.model.multi_modal_projector(torch.cat([states[k][:, -patches:] for k in layers], dim=-1))


def dense_loss(head: DenseHead, features: Tensor, targets: Tensor) -> tuple[Tensor, dict[str, float]]:
    """Sum over attributes of the mean cross-entropy where it is asked, and the share of right answers of each.

    Each attribute has its own mean: what covers few patches would drown among the rest.
    """
    total = features.new_zeros((), dtype=torch.float32)
    right: dict[str, float] = {}
    for name, scores, wanted in zip(head.attributes, head(features), targets.unbind(-1), strict=True):
        asked = wanted != IGNORED
        if asked.any():
            scores, wanted = scores[asked].float(), wanted[asked]
            total = total + cross_entropy(scores, wanted)
            right[name] = float((scores.argmax(-1) == wanted).float().mean())
    return total, right
