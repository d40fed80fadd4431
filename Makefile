# clue-screening: `make demo` and `make test` are the two commands a newcomer needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export PYTHONSAFEPATH := 1
export PREFECT_HOME ?= $(CURDIR)/.prefect
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
UV_VERSION := 0.13.9
DEMO_LAKE := build/demo/lake
DEMO_DATE := 2026-05-01
BIN := .venv/bin

.PHONY: help setup demo test check format bench-real bench-text bench-resolve bench-demo clean

help:  ## Show the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.ready  ## Install everything into this folder: environment, Java where none is, Delta's jars.

.tools/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is missing: apt-get install python3 python3-venv"; exit 2; }
	@$(PYTHON) -m venv .tools 2>/dev/null || { rm -rf .tools; echo "Python's venv module is missing: apt-get install python3-venv"; exit 2; }
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: pyproject.toml uv.lock .tools/bin/uv
	.tools/bin/uv sync --quiet --locked --python $(PYTHON)
	@$(BIN)/python -m jobs.java
	@$(BIN)/python -m jobs.jars
	@$(BIN)/clues rules list --json >/dev/null
	@touch $@

demo: setup  ## Screen the invented sample records and show the ten best clues.
	@$(BIN)/clues run --landing samples/landing --lake $(DEMO_LAKE) --date $(DEMO_DATE)

test: setup  ## Run every test.
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: setup  ## Check format, lint, types, and run the tests that need no Spark.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 2 --dist loadfile -m "not spark"

format: setup  ## Format the code.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench-real: setup  ## Time a run over the real feeds in ../shared/data/real.
	@PYTHONPATH=$(CURDIR) $(BIN)/python -m benchmarks.run_real

bench-text: setup  ## Time the reading of 200,000 texts against its baselines.
	@PYTHONPATH=$(CURDIR) $(BIN)/python -m benchmarks.run_text

bench-resolve: setup  ## Time the linkage of 1.3 million synthetic records, and one night more.
	@PYTHONPATH=$(CURDIR) $(BIN)/python -m benchmarks.run_resolve

bench-demo: setup  ## Time the demo: wall seconds and peak memory.
	@PYTHONPATH=$(CURDIR) $(BIN)/python -m benchmarks.run_demo

clean:  ## Remove what runs leave behind; the environment stays.
	rm -rf build .prefect .pytest_cache .mypy_cache .ruff_cache .hypothesis
