# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv
NODE_PATHS := PATH="$(CURDIR)/$(BIN):$$PATH"
BUILT := src/jiahe/faces/kit/static/kit/built
SOURCES := $(shell find frontend -type f) package.json package-lock.json
export JIAHE_HOME ?= $(CURDIR)/.jiahe

.PHONY: help install run test test-slow lint bench bench-data screens pins clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/.tools:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Jiahe needs Python 3.11 or newer; try: make PYTHON=python3.12 install" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip --quiet --disable-pip-version-check install "uv>=0.5"
	@touch $@

.venv/.runtime: .venv/.tools requirements/runtime.txt requirements/build.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv/.develop: .venv/.runtime requirements/develop.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/develop.txt
	@touch $@

$(BUILT)/.done: .venv/.runtime $(SOURCES)
	$(NODE_PATHS) npm ci --silent --no-audit --no-fund
	$(NODE_PATHS) node frontend/build.mjs
	@touch $@

install: .venv/.runtime $(BUILT)/.done ## environment and static files; quick when nothing changed

run: install ## a whole province on this machine: sample families, server up (PORT=8000)
	@$(BIN)/jiahe demo --port $(PORT)

test: install .venv/.develop ## everything on SQLite, what differs on PostgreSQL, one journey per role, and the checks
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow"
	$(BIN)/python -m tests.postgresql $(BIN)/python -m pytest -n 2 --dist loadgroup -m "differs and not slow"

test-slow: install .venv/.develop ## everything on both databases, every journey
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "slow"
	$(BIN)/python -m tests.postgresql $(BIN)/python -m pytest -n 2 --dist loadgroup -m "not embedded"

lint: install .venv/.develop ## ruff, mypy, floors, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src --check --quiet
	$(BIN)/djlint src --lint --quiet

bench: install .venv/.develop ## one benchmark: make bench NAME=…
	$(BIN)/python -m bench $(NAME)

bench-data: install .venv/.develop ## the data sets the benchmarks reuse
	$(BIN)/python -m bench --data

screens: install .venv/.develop ## pictures of every page at 390 and 1440 px into screens/
	$(BIN)/python -m tests.screens screens

pins: .venv/.tools ## write requirements/*.txt anew from pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements/runtime.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group develop pyproject.toml -o requirements/develop.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group build -o requirements/build.txt

clean: ## remove what was built; keeps the data folder
	rm -rf .venv node_modules $(BUILT) screens .pytest_cache .mypy_cache .ruff_cache
