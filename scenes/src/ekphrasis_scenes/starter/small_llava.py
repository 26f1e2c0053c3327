"""The starter's model: of LLaVA's architecture, and small enough to learn on two processor cores."""

from dataclasses import dataclass

from transformers import LlavaForConditionalGeneration, LlavaProcessor, PreTrainedTokenizerFast

from ekphrasis_scenes import new_llava
from ekphrasis_scenes.new_llava import HEAD

_STRIDES = (3, 2, 2)


@dataclass(frozen=True)
class SmallLlava:
    """Sizes of the parts; the defaults are the starter's.

    The vision tower is SegFormer's encoder (arXiv 2105.15203) in three stages: patches overlap and each block has a
    convolution, so that new weights learn shapes and letters, wherever they stand, from far fewer pictures than a ViT's.
    """

    image_size: int = 96
    #: Width and blocks of each stage; the first takes every third pixel, the others every second of what came before.
    widths: tuple[int, int, int] = (32, 96, 192)
    depths: tuple[int, int, int] = (1, 2, 4)
    text_width: int = 256
    text_layers: int = 4
    context: int = 256

    @property
    def patches(self) -> int:
        """Patches along a side that the language model sees."""
        return self.image_size // (_STRIDES[0] * _STRIDES[1] * _STRIDES[2])


def make_processor(tokenizer: PreTrainedTokenizerFast, sizes: SmallLlava) -> LlavaProcessor:
    """Prompts get a token for each patch, and there is no class token."""
    return new_llava.make_processor(tokenizer, side=sizes.image_size, patch=sizes.image_size // sizes.patches)


def make_model(tokenizer: PreTrainedTokenizerFast, sizes: SmallLlava, seed: int) -> LlavaForConditionalGeneration:
    """The model with new weights, in float32."""
    vision = {
        "model_type": "segformer",
        "num_encoder_blocks": 3,
        "hidden_sizes": list(sizes.widths),
        "depths": list(sizes.depths),
        "patch_sizes": [7, 3, 3],
        "strides": list(_STRIDES),
        # Keys are reduced to the last stage's patches in the earlier ones.
        "sr_ratios": [4, 2, 1],
        "mlp_ratios": [2, 3, 4],
        "num_attention_heads": [max(1, width // HEAD) for width in sizes.widths],
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "drop_path_rate": 0.0,
        # Patches stay a sequence, as LLaVA reads them.
        "reshape_last_stage": False,
        # By CLIP's names: the projector asks for the width, the export for the picture's size.
        "hidden_size": sizes.widths[2],
        "image_size": sizes.image_size,
    }
    return new_llava.make_model(
        tokenizer,
        vision,
        image_tokens=sizes.patches**2,
        width=sizes.text_width,
        layers=sizes.text_layers,
        context=sizes.context,
        seed=seed,
    )
