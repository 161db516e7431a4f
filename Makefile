# Every command a person needs; `make` alone lists them.
#
# PYTHON       the Python (3.11 or newer) that .venv is made from:  make install PYTHON=python3.12
# TORCH_INDEX  where torch alone comes from. On Linux the build on PyPI brings gigabytes of CUDA packages; for a machine
#              without an NVIDIA card:  make install TORCH_INDEX=https://download.pytorch.org/whl/cpu

PYTHON ?= python3
TORCH_INDEX ?=

BIN := .venv/bin
STAMP := .venv/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check
OLD_PYTHON := Atelier needs Python 3.11 or newer. Name one, for example: make install PYTHON=python3.12

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench bench-sandbox bench-rag bench-planner bench-studio clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1	/p' Makefile

install: $(STAMP) ## make .venv with everything in it; a second time it is quick

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "$(OLD_PYTHON)" >&2; exit 1; }
	@echo "Installing (first time: a few minutes) ..."
	@$(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	@$(PIP) install $(if $(TORCH_INDEX),--no-deps --index-url $(TORCH_INDEX)) torch -c constraints.txt
	@$(PIP) install -e '.[dev]' -c constraints.txt
	@touch $(STAMP)

demo: install ## ask the example handbook a few questions
	@$(BIN)/python -m app.cli demo

test: install ## every test; no network, no accelerator
	@$(BIN)/python -m pytest -q -n 3

check: install ## formatting, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: install ## measure the figures that the README quotes
	@$(BIN)/python -m benchmarks

bench-sandbox: install ## what the sandbox costs, and a minute of hostile frames
	@$(BIN)/python -m benchmarks.sandbox

bench-rag: install ## finding in documents beside its goals: make bench-rag DATA=folder
	@test -d "$(DATA)" || { echo "Name a folder of collections in BEIR's form: make bench-rag DATA=folder" >&2; exit 1; }
	@$(BIN)/python -m benchmarks.rag --data "$(DATA)"

bench-planner: install ## the planner on our requests, the trained one on TaskBench: make bench-planner DATA=folder with dev.jsonl
	-@$(BIN)/python -m benchmarks.own_plans
	@$(BIN)/python -m benchmarks.planner $(if $(DATA),--data "$(DATA)")

bench-studio: install ## what the studio adds to a pipeline: a tool's call, its progress, a stop
	@OMP_NUM_THREADS=1 $(BIN)/python -W ignore -m benchmarks.studio

clean: ## remove caches and builds; .venv and your data stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
