"""The bench's flow in distilabel: records of a file, prompt, replay, length filter, data set. Prints what it took as JSON.

Arguments: a JSON Lines file of records, a folder for the pipeline's cache, the number of rows a batch.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

from distilabel.pipeline import Pipeline
from distilabel.steps import GeneratorStep, KeepColumns, Step, StepInput

PROMPT = "Describe this image in detail."
SHORTEST_KEPT = 60


class Records(GeneratorStep):
    path: str

    @property
    def outputs(self):
        return ["key", "path", "hash", "width", "height", "existing"]

    def process(self, offset: int = 0):
        batch = []
        with open(self.path, encoding="utf-8") as lines:
            for line in lines:
                if len(batch) == self.batch_size:
                    yield batch, False
                    batch = []
                batch.append(json.loads(line))
        yield batch, True


class Prompt(Step):
    @property
    def outputs(self):
        return ["prompt"]

    def process(self, inputs: StepInput):
        for row in inputs:
            row["prompt"] = PROMPT
        yield inputs


class Replay(Step):
    @property
    def inputs(self):
        return ["existing"]

    @property
    def outputs(self):
        return ["caption"]

    def process(self, inputs: StepInput):
        for row in inputs:
            row["caption"] = row["existing"].strip()
        yield inputs


class Length(Step):
    @property
    def inputs(self):
        return ["caption"]

    def process(self, inputs: StepInput):
        yield [row for row in inputs if len(row["caption"]) >= SHORTEST_KEPT]


def main() -> None:
    path, cache, batch_size = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with Pipeline(name="bench", cache_dir=cache) as pipeline:
        records = Records(path=path, batch_size=batch_size)
        prompt, replay, length = (step(input_batch_size=batch_size) for step in (Prompt, Replay, Length))
        keep = KeepColumns(columns=["key", "path", "hash", "prompt", "caption"], input_batch_size=batch_size)
        records >> prompt >> replay >> length >> keep
    started = time.perf_counter()
    result = pipeline.run(use_cache=False)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "rows": len(result["default"]["train"])}))


if __name__ == "__main__":
    main()
