#!/usr/bin/env bash
# Writes the locked requirements: hashes, no host, every system from Python 3.11 on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
compile() { uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command ./lock.sh "$@"; }
compile pyproject.toml -o requirements.txt
# Tests run on the CPU. PyPI's torch for Linux loads CUDA's libraries even there; what it does not load (1.5 GB on disk) is left out.
compile pyproject.toml --extra dev $(printf -- '--no-emit-package %s ' triton cuda-bindings cuda-pathfinder cuda-toolkit \
  nvidia-cuda-cccl nvidia-cusolver nvidia-nvtx) -o requirements-dev.txt
compile pyproject.toml --extra deepspeed --extra quantised -o requirements-gpu.txt
compile pyproject.toml --extra serve -o requirements-serve.txt
