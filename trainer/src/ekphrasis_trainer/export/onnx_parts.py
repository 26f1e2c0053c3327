"""A LLaVA-architecture model as the three ONNX files that transformers.js loads, in fp32, fp16 and int8.

Names of files, inputs and outputs are those that ``@huggingface/transformers`` 4 looks for. The decoder serves the
first step and all later ones: its past may be empty.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16
from torch import Tensor, nn
from torch.export import Dim
from transformers import DynamicCache, LlavaForConditionalGeneration, PreTrainedModel

from ekphrasis_trainer.errors import TrainerError

OPSET: Final = 18
#: Ending of the file names, by precision.
SUFFIXES: Final = {"fp32": "", "fp16": "_fp16", "int8": "_int8"}
PARTS: Final = ("vision_encoder", "embed_tokens", "decoder_model_merged")
#: protobuf's limit; larger parts would need data beside the file, which the app refuses to take from strangers.
LARGEST_PART: Final = 2**31 - 2**20


def check_exportable(model: PreTrainedModel) -> LlavaForConditionalGeneration:
    """The model, if it can be written as ONNX; raises MODEL_UNSUITED otherwise."""
    if not isinstance(model, LlavaForConditionalGeneration):
        message = f"ONNX files are written for models of LLaVA's architecture, and this is a {type(model).__name__}."
        raise TrainerError("MODEL_UNSUITED", message, "Use the safetensors, or serve the model.")
    sizes = {name: sum(p.numel() * 4 for p in part.parameters()) for name, part in model.model.named_children()}
    name, largest = max(sizes.items(), key=lambda pair: pair[1])
    if largest > LARGEST_PART:
        message = f"The {name.replace('_', ' ')} takes {largest / 1e9:.1f} GB, and an ONNX file holds at most 2."
        raise TrainerError("MODEL_UNSUITED", message, "Use the safetensors, or serve the model.")
    return model


def export_onnx(model: PreTrainedModel, folder: Path, precisions: tuple[str, ...] = tuple(SUFFIXES)) -> list[Path]:
    """Writes ``onnx/`` in a model's folder and gives its files; fp16 and int8 are made from fp32."""
    llava = check_exportable(model).eval().float()
    target = folder / "onnx"
    target.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, (part, example, outputs, axes) in _parts(llava).items():
        base = target / f"{name}.onnx"
        program = torch.onnx.export(
            part.eval(),
            (),
            kwargs=example,
            input_names=_flat_names(example),
            output_names=outputs,
            dynamic_shapes=axes,
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        if program is None:
            raise TrainerError("UNEXPECTED", f"{name} was not exported.", "It is a fault of the trainer.")
        _name_axes(program.model_proto, base)
        if "fp16" in precisions:
            half = convert_float_to_float16(onnx.load(base), keep_io_types=True)
            onnx.save(half, target / f"{name}_fp16.onnx")
        if "int8" in precisions:
            _write_int8(base, target / f"{name}_int8.onnx")
        if "fp32" not in precisions:
            base.unlink()
        written += [target / f"{name}{SUFFIXES[precision]}.onnx" for precision in precisions]
    return written


def _name_axes(model: onnx.ModelProto, target: Path) -> None:
    """Saves it with the mask's true axis: the exporter takes it for as long as the step, and readers complain."""
    for value in model.graph.input:
        if value.name == "attention_mask":
            value.type.tensor_type.shape.dim[1].dim_param = "total_sequence_length"
    onnx.save(model, target)


def _write_int8(source: Path, target: Path) -> None:
    prepared = target.with_suffix(".prepared")
    quant_pre_process(source, prepared, skip_symbolic_shape=True)
    # Per channel: their sizes differ widely, and a common scale would lose the small ones.
    quantize_dynamic(prepared, target, weight_type=QuantType.QInt8, per_channel=True)
    prepared.unlink()


class _Vision(nn.Module):
    # Not get_image_features(): it makes a list of the batch, and the export would keep the example's length.
    def __init__(self, model: LlavaForConditionalGeneration) -> None:
        super().__init__()
        self.tower, self.projector = model.model.vision_tower, model.model.multi_modal_projector
        layer = model.config.vision_feature_layer
        self.layers = [layer] if isinstance(layer, int) else list(layer)
        self.skip = 1 if model.config.vision_feature_select_strategy == "default" else 0

    def forward(self, pixel_values: Tensor) -> Tensor:
        states = self.tower(pixel_values, output_hidden_states=True, return_dict=True).hidden_states
        return self.projector(torch.cat([states[k][:, self.skip :] for k in self.layers], dim=-1))


class _Embed(nn.Module):
    def __init__(self, model: LlavaForConditionalGeneration) -> None:
        super().__init__()
        self.table = model.get_input_embeddings()

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.table(input_ids)


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
        states = self.decoder(
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            position_ids=position_ids,
            cache=cache,
            use_cache=True,
        ).last_hidden_state
        layers: Any = cache.layers
        present = [tensor for layer in layers for tensor in (layer.keys, layer.values)]
        return self.head(states), *present


def _parts(
    model: LlavaForConditionalGeneration,
) -> Mapping[str, tuple[nn.Module, dict[str, Any], list[str], dict[str, Any]]]:
    """Module, example of its inputs, names of its outputs, and which of its axes are free."""
    vision: Any = model.config.vision_config
    text: Any = model.config.text_config
    batch, length, before = Dim("batch_size", min=1), Dim("sequence_length", min=1), Dim("past_sequence_length", min=0)
    head = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
    past = [
        tuple(torch.randn(2, text.num_key_value_heads, 7, head) for _ in "kv") for _ in range(text.num_hidden_layers)
    ]
    free = {0: batch, 2: before}
    ids = torch.randint(5, (2, 3))
    decoder = {
        "inputs_embeds": torch.randn(2, 3, text.hidden_size),
        "attention_mask": torch.ones(2, 10, dtype=torch.long),
        "position_ids": torch.arange(7, 10).repeat(2, 1),
        "past": past,
    }
    axes = {name: {0: batch, 1: length} for name in ("inputs_embeds", "position_ids")}
    present = [f"present.{layer}.{kind}" for layer in range(text.num_hidden_layers) for kind in ("key", "value")]
    pixels = torch.randn(2, vision.num_channels, vision.image_size, vision.image_size)
    return {
        "vision_encoder": (
            _Vision(model),
            {"pixel_values": pixels},
            ["image_features"],
            {"pixel_values": {0: batch}},
        ),
        "embed_tokens": (_Embed(model), {"input_ids": ids}, ["inputs_embeds"], {"input_ids": {0: batch, 1: length}}),
        "decoder_model_merged": (
            _Decoder(model),
            decoder,
            ["logits", *present],
            axes
            | {
                "attention_mask": {0: batch, 1: Dim("total_sequence_length", min=1)},
                "past": [(free, free) for _ in past],
            },
        ),
    }


def _flat_names(example: Mapping[str, Any]) -> list[str]:
    names = [name for name in example if name != "past"]
    past = [f"past_key_values.{k}.{kind}" for k in range(len(example.get("past", ()))) for kind in ("key", "value")]
    return names + past
