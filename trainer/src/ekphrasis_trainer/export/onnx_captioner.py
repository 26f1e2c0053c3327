"""Runs exported files with ONNX Runtime as transformers.js does: encode, embed, decode step by step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from ekphrasis_trainer.export.onnx_parts import PARTS, SUFFIXES

#: Inputs of the processor, as NumPy arrays: `input_ids`, `attention_mask`, `pixel_values`.
Inputs = dict[str, np.ndarray]


class OnnxCaptioner:
    """The three parts of one precision, on the CPU."""

    def __init__(self, folder: Path, precision: str, image_token: int, threads: int = 0) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._vision, self._table, self._decoder = [
            ort.InferenceSession(folder / "onnx" / f"{part}{SUFFIXES[precision]}.onnx", options) for part in PARTS
        ]
        self._image_token = image_token

    def logits(self, inputs: Inputs) -> np.ndarray:
        """Scores of every position, (batch, length, vocabulary)."""
        return self._step(self._embed(inputs), inputs["attention_mask"], self._empty(len(inputs["input_ids"])))[0]

    def greedy(self, inputs: Inputs, end: int, most: int) -> list[list[int]]:
        """Tokens that follow each row, without the end token; at most `most`."""
        mask, embedded = inputs["attention_mask"], self._embed(inputs)
        past = self._empty(len(mask))
        rows: list[list[int]] = [[] for _ in mask]
        unfinished = set(range(len(rows)))
        for _ in range(most):
            logits, past = self._step(embedded, mask, past)
            chosen = logits[:, -1].argmax(-1)
            unfinished -= {row for row in unfinished if chosen[row] == end}
            for row in unfinished:
                rows[row].append(int(chosen[row]))
            if not unfinished:
                break
            embedded = np.asarray(self._table.run(None, {"input_ids": chosen[:, None].astype(np.int64)})[0])
            mask = np.concatenate([mask, np.ones((len(mask), 1), mask.dtype)], axis=1)
        return rows

    def _embed(self, inputs: Inputs) -> np.ndarray:
        ids = inputs["input_ids"]
        embedded = np.array(self._table.run(None, {"input_ids": ids})[0])
        features = np.asarray(self._vision.run(None, {"pixel_values": inputs["pixel_values"]})[0])
        embedded[ids == self._image_token] = features.reshape(-1, features.shape[-1])
        return embedded

    def _empty(self, batch: int) -> Inputs:
        shapes = {one.name: one.shape for one in self._decoder.get_inputs() if one.name.startswith("past_key_values")}
        return {name: np.zeros((batch, shape[1], 0, shape[3]), np.float32) for name, shape in shapes.items()}

    def _step(self, embedded: np.ndarray, mask: np.ndarray, past: Inputs) -> tuple[np.ndarray, Inputs]:
        # Positions count what the mask shows, so that padding on the left changes nothing.
        positions = np.maximum(mask.cumsum(-1) - 1, 0)[:, -embedded.shape[1] :]
        feeds = {"inputs_embeds": embedded, "attention_mask": mask, "position_ids": positions, **past}
        logits, *present = self._decoder.run(None, feeds)
        return np.asarray(logits), dict(zip(past, map(np.asarray, present), strict=True))
