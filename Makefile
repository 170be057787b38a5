# Upstander's everyday commands. `make help` lists them.
# A fresh machine needs Python 3.11 or newer (with venv) and make; everything else is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
TIMES ?= 1
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help demo test check golden bench chaos e2e lock format clean

help: ## show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 16

demo: $(STAMP) ## run the product with example data on http://127.0.0.1:8000/console; no account, no database server
	$(BIN)/upstander demo --port $(PORT)

test: $(DEV_STAMP) ## run every test, on SQLite and on PostgreSQL, and measure coverage
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report= -m "not e2e and not bench and not chaos"
	$(BIN)/python tests/coverage_gate.py

check: $(DEV_STAMP) ## lint, format, types, the walls between packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(DEV_STAMP) ## record the golden files of messages anew; look at the difference before you commit it
	UPSTANDER_GOLDEN=record $(BIN)/pytest -q -m "not e2e and not bench and not chaos" -k golden

bench: $(DEV_STAMP) ## measure speed: ratios side by side in one run, printed as a table
	$(BIN)/python -m tests.bench

chaos: $(DEV_STAMP) ## kill workers, the database and the network while nudges go out; TIMES=10 repeats it
	for run in $$(seq $(TIMES)); do \
		echo "run $$run of $(TIMES)"; \
		$(BIN)/pytest -m chaos -n 4 --dist worksteal --durations=5 -rA tests/chaos || exit 1; \
	done

e2e: $(DEV_STAMP) ## in real browsers and the platforms' own parsers; needs chromium, node and npm
	cd tests/e2e && npm ci --no-audit --no-fund --ignore-scripts
	$(BIN)/pytest -m e2e tests/e2e

lock: $(DEV_STAMP) ## pin every dependency anew, with hashes
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 -q pyproject.toml --group build -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-strip-extras --python-version 3.11 -q pyproject.toml --group dev -o requirements-dev.lock

format: $(DEV_STAMP) ## format and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what make made, the demo's data included
	rm -rf $(VENV) .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Upstander needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
