import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Tests that run jobs come first: they fork this process, which torch forbids once gradients were computed in it."""
    items.sort(key=lambda item: "run_job" not in item.function.__code__.co_names)


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory):
    """Folder of a tiny model of this kind; made once."""
    from tiny import save_tiny

    made: dict[str, Path] = {}

    def of(kind: str) -> Path:
        if kind not in made:
            made[kind] = save_tiny(kind, tmp_path_factory.mktemp("models") / kind)
        return made[kind]

    return of
