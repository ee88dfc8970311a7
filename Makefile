# Two commands do everything: `make chat` and `make test`. Both may be repeated.
#
#   make chat              install, index the sample documents, open the chat
#   make chat DOCS=folder  the same for the documents in a folder
#   make chat PORT=8000    the same at another port
#   make test              install, run the tests
#   make check             formatting, lint, types and tests, as in CI

PYTHON ?= python3
VENV ?= .venv
DOCS ?= corpus/sample
# Each folder has an index of its own, so that going back to one costs nothing.
OWN_INDEX = .qa-index/$(shell printf '%s' "$$(cd '$(DOCS)' 2>/dev/null && pwd -P)" | cksum | cut -d' ' -f1)
BIN := $(VENV)/bin

# What is not given here is left to the settings: QA_PORT, QA_INDEX and qa.toml.
given = $(filter command line,$(origin $(1)))
PORT_FLAG = $(if $(call given,PORT),--port '$(PORT)')
SET_INDEX = $(QA_INDEX)$(shell grep -s '^ *index *=' qa.toml)
INDEX_FLAG = $(if $(call given,INDEX),--index '$(INDEX)',$(if $(SET_INDEX),,--index '$(OWN_INDEX)'))

.PHONY: chat test check lint types format clean

chat: $(VENV)/installed
	@$(BIN)/qa index '$(DOCS)' $(INDEX_FLAG) || [ $$? -eq 1 ]
	@$(BIN)/qa serve $(INDEX_FLAG) $(PORT_FLAG)

# Each process of tests gets half of them, in order, and who is done takes half of the other's rest:
# so what many files share is mostly made once, and both end at the same time.
# A process of tests that dies ends the run: with another in its place pytest-xdist may wait forever.
test: $(VENV)/installed-dev
	$(BIN)/pytest -q -n 2 --dist worksteal --max-worker-restart 0

check: lint types test

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .qa-index .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Chapterverse needs Python 3.11 or newer: make PYTHON=python3.12'; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

# All at once: a second run of pip would look up anew what the first has installed.
$(VENV)/installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $(VENV)/installed $@
