# Two commands matter: `make demo` and `make test`. Both set themselves up.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# Byte code is what makes the command start quickly.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
# One environment, filled in two steps: what the demo needs, and what development needs on top.
RUN_STAMP := $(VENV)/.run-stamp
DEV_STAMP := $(VENV)/.dev-stamp
SOURCES := driftmgr tests $(wildcard benchmarks)

UV_VERSION := 0.13.9
LOCK_ENV := build/lock-env
LOCK := $(LOCK_ENV)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

in_range := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
check_python = $(BIN)/python -c '$(in_range)' || { echo '$(VENV) holds another Python than 3.11 to 3.13: move it away and run this again' >&2; exit 1; }
with_pip = $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
compile_all = $(BIN)/python -m compileall -qq -j 0 "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" driftmgr || true
install_self = $(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(RUN_STAMP) ## Drift in an offline AWS, found and reported in the terminal and as HTML
	@$(BIN)/driftmgr demo

.PHONY: test
test: lint types docs ## Everything that must hold: lint, types, docs, all tests
	$(BIN)/python -m pytest -n 2 -rs

.PHONY: lint
lint: $(DEV_STAMP) ## Ruff (rules and format) and the import contracts
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/lint-imports

.PHONY: types
types: $(DEV_STAMP) ## mypy, strict
	$(BIN)/mypy

.PHONY: docs
docs: $(DEV_STAMP) ## Check that the docs say what the code does
	$(BIN)/python -m pytest -q tests/test_docs.py

.PHONY: docs-write
docs-write: $(DEV_STAMP) ## Make the pages that are made from the code again: commands, resource types
	$(BIN)/python -m driftmgr.cli.reference > docs/cli.md.part && mv docs/cli.md.part docs/cli.md
	$(BIN)/python -m tests.recordings.reference > docs/resource-types.md.part && mv docs/resource-types.md.part docs/resource-types.md

.PHONY: bench
bench: $(DEV_STAMP) ## Measure speed, calls and memory against Terraform and the limits
	$(BIN)/python -m benchmarks

.PHONY: catalogue
catalogue: $(RUN_STAMP) ## Make the attribute catalogue again from the published provider bindings
	$(BIN)/python -m driftmgr.resources.catalogue.extract

.PHONY: lock
lock: $(LOCK_ENV)/.stamp ## Pin all dependencies again, with hashes
	$(LOCK) --upgrade pyproject.toml requirements/build.in --extra demo --output-file requirements/run.txt
	$(LOCK) --upgrade pyproject.toml requirements/build.in --extra demo --extra dev --extra terraform \
		--constraint requirements/run.txt --output-file requirements/dev.txt

.PHONY: serve
serve: ## The platform (twelve services on Ray): not in this release
	@echo 'make serve: the platform is not in this release; try "make demo", or "driftmgr scan" on a state of yours' >&2; exit 2

.PHONY: clean
clean: ## Remove what was built, and the environment
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_STAMP): requirements/run.txt pyproject.toml | $(BIN)/python
	@$(check_python)
	@echo 'Setting up: packages to run DriftMgr, into $(VENV) (once)'
	@$(with_pip)
	$(BIN)/python -m pip install -qq --require-hashes --requirement requirements/run.txt
	$(install_self)
	@$(compile_all)
	@touch $@

$(DEV_STAMP): requirements/dev.txt requirements/run.txt pyproject.toml | $(BIN)/python
	@$(check_python)
	@echo 'Setting up: packages to run and to test DriftMgr, into $(VENV) (once)'
	@$(with_pip)
	$(BIN)/python -m pip install -qq --require-hashes --requirement requirements/dev.txt
	$(install_self)
	@$(compile_all)
	@touch $(RUN_STAMP) $@

$(BIN)/python:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
		if "$$python" -c '$(in_range)' 2>/dev/null; then exec "$$python" -m venv $(VENV); fi; \
	done; \
	echo 'DriftMgr needs Python 3.11, 3.12 or 3.13, and found none; install one, or name it: make PYTHON=/path/to/python' >&2; \
	exit 1

$(LOCK_ENV)/.stamp: Makefile | $(BIN)/python
	$(BIN)/python -m venv $(LOCK_ENV)
	$(LOCK_ENV)/bin/python -m pip install --quiet uv==$(UV_VERSION)
	@touch $@
