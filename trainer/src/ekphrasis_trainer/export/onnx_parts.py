"""A LLaVA-architecture model as the three ONNX files that transformers.js loads, in fp32, fp16 and int8.

Names of files, inputs and outputs are those that `@huggingface/transformers` 4 looks for. The decoder serves the first
step and all later ones: its past may be empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16
from torch import Tensor, nn
from torch.export import Dim
from transformers import DynamicCache, LlavaForConditionalGeneration, PreTrainedModel

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.parts import project_pictures

OPSET: Final = 18
#: Ending of the file names, by precision.
SUFFIXES: Final = {"fp32": "", "fp16": "_fp16", "int8": "_int8"}
PARTS: Final = ("vision_encoder", "embed_tokens", "decoder_model_merged")
#: protobuf's limit; larger parts would need data beside the file, which the app refuses to take from strangers.
LARGEST_PART: Final = 2**31 - 2**20


def check_exportable(model: PreTrainedModel) -> LlavaForConditionalGeneration:
    """The model, if it can be written as ONNX; raises MODEL_UNSUITED otherwise."""
    remedy = "Use the safetensors, or serve the model."
    if not isinstance(model, LlavaForConditionalGeneration):
        message = f"ONNX files are written for models of LLaVA's architecture, and this is a {type(model).__name__}."
        raise TrainerError("MODEL_UNSUITED", message, remedy)
    sizes = {name: sum(p.numel() * 4 for p in part.parameters()) for name, part in model.model.named_children()}
    largest = max(sizes, key=lambda name: sizes[name])
    if sizes[largest] > LARGEST_PART:
        message = f"The {largest} takes {sizes[largest] / 1e9:.1f} GB, and an ONNX file holds at most 2."
        raise TrainerError("MODEL_UNSUITED", message, remedy)
    return model


def export_onnx(model: PreTrainedModel, folder: Path, precisions: tuple[str, ...] = tuple(SUFFIXES)) -> None:
    """Writes `onnx/` in a model's folder; fp16 and int8 are made from fp32."""
    llava = check_exportable(model).eval().float()
    target = folder / "onnx"
    target.mkdir(parents=True, exist_ok=True)
    for name, part in zip(PARTS, (_vision(llava), _embedding(llava), _decoder(llava)), strict=True):
        base = target / f"{name}.onnx"
        program: Any = torch.onnx.export(
            part.module.eval(),
            (),
            kwargs=part.example,
            input_names=part.inputs,
            output_names=part.outputs,
            dynamic_shapes=part.axes,
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        for value in program.model_proto.graph.input:
            # The exporter takes the mask for as long as the step, and readers complain.
            if value.name == "attention_mask":
                value.type.tensor_type.shape.dim[1].dim_param = "total_sequence_length"
        onnx.save(program.model_proto, base)
        if "fp16" in precisions:
            onnx.save(convert_float_to_float16(onnx.load(base), keep_io_types=True), target / f"{name}_fp16.onnx")
        if "int8" in precisions:
            _write_int8(base, target / f"{name}_int8.onnx")
        if "fp32" not in precisions:
            base.unlink()


class _Part(NamedTuple):
    """A module, an example of its inputs, their names and those of its outputs, and which axes are free."""

    module: nn.Module
    example: dict[str, Any]
    inputs: list[str]
    outputs: list[str]
    axes: dict[str, Any]


class _Vision(nn.Module):
    # Not get_image_features(): it makes a list of the batch, and the export would keep the example's length.
    def __init__(self, model: LlavaForConditionalGeneration) -> None:
        super().__init__()
        self.llava = model

    def forward(self, pixel_values: Tensor) -> Tensor:
        first = 1 if self.llava.config.vision_feature_select_strategy == "default" else 0
        return project_pictures(self.llava, pixel_values, first)


class _Decoder(nn.Module):
    def __init__(self, model: LlavaForConditionalGeneration) -> None:
        super().__init__()
        self.decoder, self.head = model.model.language_model, model.lm_head

    def forward(
        self, inputs_embeds: Tensor, attention_mask: Tensor, position_ids: Tensor, past: list[tuple[Tensor, Tensor]]
    ) -> tuple[Tensor, ...]:
        cache = DynamicCache()
        for layer, (key, value) in enumerate(past):
            cache.update(key, value, layer)
        inputs = {"inputs_embeds": inputs_embeds, "attention_mask": attention_mask, "position_ids": position_ids}
        states = self.decoder(**inputs, cache=cache, use_cache=True).last_hidden_state
        layers: Any = cache.layers
        return self.head(states), *(tensor for layer in layers for tensor in (layer.keys, layer.values))


BATCH, LENGTH = Dim("batch_size", min=1), Dim("sequence_length", min=1)


def _vision(model: LlavaForConditionalGeneration) -> _Part:
    config: Any = model.config.vision_config
    example = {"pixel_values": torch.randn(2, config.num_channels, config.image_size, config.image_size)}
    return _Part(_Vision(model), example, ["pixel_values"], ["image_features"], {"pixel_values": {0: BATCH}})


def _embedding(model: LlavaForConditionalGeneration) -> _Part:
    axes = {"input": {0: BATCH, 1: LENGTH}}
    example = {"input": torch.randint(5, (2, 3))}
    return _Part(model.get_input_embeddings(), example, ["input_ids"], ["inputs_embeds"], axes)


def _decoder(model: LlavaForConditionalGeneration) -> _Part:
    """Its example is a second step: 3 tokens after 7."""
    text: Any = model.config.text_config
    head = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
    shape = (2, text.num_key_value_heads, 7, head)
    example = {
        "inputs_embeds": torch.randn(2, 3, text.hidden_size),
        "attention_mask": torch.ones(2, 10, dtype=torch.long),
        "position_ids": torch.arange(7, 10).repeat(2, 1),
        "past": [(torch.randn(shape), torch.randn(shape)) for _ in range(text.num_hidden_layers)],
    }
    before = {0: BATCH, 2: Dim("past_sequence_length", min=0)}
    axes = {
        "inputs_embeds": {0: BATCH, 1: LENGTH},
        "attention_mask": {0: BATCH, 1: Dim("total_sequence_length", min=1)},
        "position_ids": {0: BATCH, 1: LENGTH},
        "past": [(before, before)] * text.num_hidden_layers,
    }
    caches = [f"{layer}.{kind}" for layer in range(text.num_hidden_layers) for kind in ("key", "value")]
    inputs = ["inputs_embeds", "attention_mask", "position_ids", *(f"past_key_values.{each}" for each in caches)]
    return _Part(_Decoder(model), example, inputs, ["logits", *(f"present.{each}" for each in caches)], axes)


def _write_int8(source: Path, target: Path) -> None:
    prepared = target.with_suffix(".prepared")
    quant_pre_process(source, prepared, skip_symbolic_shape=True)
    # Per channel: their sizes differ widely, and a common scale would lose the small ones.
    quantize_dynamic(prepared, target, weight_type=QuantType.QInt8, per_channel=True)
    prepared.unlink()
