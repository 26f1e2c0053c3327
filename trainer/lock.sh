#!/usr/bin/env bash
# Writes the locked requirements: hashes, no host, every system from Python 3.11 on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
compile() { uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command ./lock.sh "$@"; }
compile pyproject.toml -o requirements.txt
compile pyproject.toml --extra dev -o requirements-dev.txt
compile pyproject.toml --extra deepspeed --extra quantised -o requirements-gpu.txt
