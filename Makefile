# Two commands for a newcomer: `make demo` and `make test`. Each sets up what it needs, once.

VENV := .venv
# The first Python that Limner runs on; `make PYTHON=/path/to/python demo` takes another.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8000
PORTRAIT ?= src/limner/data/demo/portrait.jpg

.PHONY: demo test quick lint sheet setup clean

# Compiled Python is kept, so that a second start takes a second or two, and apart from the environment, which stays small.
demo: setup
	@PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/.pycache" $(VENV)/bin/limner demo --port $(PORT)

setup: $(VENV)/.server

# A process a core, a file of tests to one process: it shares its server and browser. A process that a test brings down is replaced.
PARALLEL := -n auto --dist loadfile --max-worker-restart 2

test: lint
	@$(VENV)/bin/limner frame $(PORTRAIT) -o $(VENV)/frame.png >/dev/null  # compiles the kernels, once, under no test's time limit
	$(VENV)/bin/pytest $(PARALLEL)

quick: $(VENV)/.dev  # what needs no peer, no process and no browser: half a minute
	$(VENV)/bin/pytest -q $(PARALLEL) -m 'not e2e and not loopback'

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

sheet: setup
	$(VENV)/bin/limner sheet $(PORTRAIT) -o sheet.png

clean:
	rm -rf $(VENV) .pycache sheet.png

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Limner needs Python 3.11, 3.12 or 3.13; on Debian or Ubuntu: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --without-pip $(VENV)

# The stamps make later runs start at once; changed requirements install again. pip comes for the installation and goes after it.
INSTALL := $(VENV)/bin/python -m ensurepip --upgrade >/dev/null && \
	$(VENV)/bin/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e
TIDY := $(VENV)/bin/python -m pip uninstall --quiet --yes --disable-pip-version-check setuptools pip 2>/dev/null

$(VENV)/.server: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up Limner in $(VENV); this takes a minute or two, once."
	@$(INSTALL) '.[server]'
	@$(TIDY)
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt $(VENV)/.server
	@echo "Adding what the tests need; pip stays, tests install other people's clients with it."
	@$(INSTALL) '.[server,dev]'
	@command -v chromium chromium-browser google-chrome >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium; } || \
		{ echo "The browser tests need Chromium: sudo apt-get install chromium"; exit 1; }
	@command -v espeak-ng >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq espeak-ng; } || \
		echo "Tests of text-to-speech by espeak-ng are left out: sudo apt-get install espeak-ng"
	@touch $@
