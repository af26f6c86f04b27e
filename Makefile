# Every routine of the project. Each target sets up what it needs, once: `make demo` and `make test` work in a fresh
# clone on a machine that has Python 3.11 or later and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := build

OFFICE_PACKAGES := $(shell cat tests/office/debian-packages.txt)
SERVER_PACKAGES := $(shell cat tests/data/debian-packages.txt)
BROWSER_PACKAGES := $(shell cat tests/hosts/debian-packages.txt)
SCREEN_PACKAGES := $(shell cat tests/hosts/libreoffice/debian-packages.txt)
# One recipe installs Debian packages; who calls it says which, and what to say to whoever is not root on Debian.
CAN_INSTALL := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
INSTALL     := apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install --no-install-recommends

# The lock pins versions and the project says what it needs: one lock serves every set of extras.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock

# Stamps: a target newer than what it was made from is not made again.
RUNTIME := $(VENV)/.runtime
TESTING := $(VENV)/.testing
OFFICE  := $(VENV)/.office
SERVER  := $(VENV)/.server
BROWSER := $(VENV)/.browser
SCREEN  := $(VENV)/.screen

# xlwings Server, in an environment of its own: no other target installs or runs it.
HOSTING := .venv-server

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-server check lint types imports unit pictures panes bench format samples templates docs lock wheel clean

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME)  ## the sample sales centre as finished workbooks, in build/demo
	$(BIN)/salessheet demo --out $(OUT)/demo

test: check  ## everything that must hold: style, types, floors, tests (the same as check)

check: lint types imports unit  ## what continuous integration runs

lint: $(TESTING)  ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TESTING)  ## static types
	$(BIN)/mypy

imports: $(TESTING)  ## which module may import which
	$(BIN)/lint-imports

# Tests start the program again and again: without compiled modules each start takes half as long again.
unit: $(TESTING) $(OFFICE) $(SERVER) $(BROWSER)  ## the tests alone; ARGS="-k name" narrows them
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses 2 --dist worksteal $(ARGS)

test-server: $(TESTING) $(HOSTING)/.ready  ## the real xlwings Server, called over HTTP; whoever runs it accepts its licence
	$(BIN)/python -m pytest tests/server_host $(ARGS)

pictures: demo $(TESTING) $(OFFICE)  ## every sheet of the demo as a picture, in build/pictures
	$(BIN)/python -m tests.office.pictures $(OUT)/demo $(OUT)/pictures

panes: $(TESTING) $(OFFICE) $(BROWSER) $(SCREEN)  ## task pane, menu and form as pictures in both languages, in docs/pictures
	$(BIN)/python -m tests.hosts.office.pictures docs/pictures
	$(BIN)/python -m tests.hosts.libreoffice.pictures docs/pictures

bench: $(TESTING)  ## how fast it is, on this machine
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

format: $(TESTING)  ## mend style and formatting where a program can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

samples: $(RUNTIME)  ## the sample data in examples/, made again
	$(BIN)/salessheet sample --out examples/sample --overwrite
	$(BIN)/salessheet sample --lang zh-CN --out examples/sample-zh-CN --overwrite

templates: $(RUNTIME)  ## the templates in templates/, made again from the declaration
	$(BIN)/salessheet template --out templates/SalesCenter.xlsx --overwrite
	$(BIN)/salessheet template --lang zh-CN --out templates/SalesCenter.zh-CN.xlsx --overwrite

docs: $(TESTING)  ## the pages in docs/ that are made from the code
	$(BIN)/python -m docs.build

lock: | $(BIN)/pip  ## the newest versions of all dependencies, written to requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest --all-extras \
	  --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

wheel: $(TESTING)  ## the package, in dist
	$(BIN)/python -m hatchling build --target wheel --directory dist

clean:  ## remove everything that was made, the virtual environment included
	rm -rf $(VENV) $(HOSTING) $(OUT) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*

$(RUNTIME): pyproject.toml requirements.lock | $(BIN)/pip
	$(PIP_INSTALL) --editable .
	@touch $@

$(TESTING): pyproject.toml requirements.lock | $(BIN)/pip
	$(PIP_INSTALL) --editable '.[all,test]'
	@touch $@ $(RUNTIME)

# Debian's Python makes no virtual environment until python3-venv is there, which `import ensurepip` tells beforehand.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "salessheet needs Python 3.11 or later; choose one with 'make PYTHON=/path/to/python3.11 ...'." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(CAN_INSTALL) && $(INSTALL) python3-venv >/dev/null; } || { \
	  echo "$(PYTHON) cannot make virtual environments. Install its venv package:" \
	    "on Debian and Ubuntu 'sudo apt-get install python3-venv'." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(OFFICE): tests/office/debian-packages.txt | $(BIN)/pip
	@{ dpkg-query --show $(OFFICE_PACKAGES) && command -v soffice && command -v pdftoppm; } >/dev/null 2>&1 \
	|| { $(CAN_INSTALL) && $(INSTALL) $(OFFICE_PACKAGES) >/dev/null; } \
	|| { command -v soffice && command -v pdftoppm; } >/dev/null \
	|| { echo "The tests open workbooks in LibreOffice. Install it, its fonts and poppler:" \
	    "on Debian and Ubuntu 'sudo apt-get install $(OFFICE_PACKAGES)'." >&2; exit 1; }
	@touch $@

$(SERVER): tests/data/debian-packages.txt | $(BIN)/pip
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
	|| { $(CAN_INSTALL) && $(INSTALL) $(SERVER_PACKAGES) >/dev/null; } \
	|| { echo "The tests read from a PostgreSQL that they start themselves. Install it:" \
	    "on Debian and Ubuntu 'sudo apt-get install $(SERVER_PACKAGES)'." >&2; exit 1; }
	@touch $@

$(BROWSER): tests/hosts/debian-packages.txt | $(BIN)/pip
	@command -v chromium >/dev/null \
	|| { $(CAN_INSTALL) && $(INSTALL) $(BROWSER_PACKAGES) >/dev/null; } \
	|| { echo "The tests open the add-in for Excel in Chromium. Install it:" \
	    "on Debian and Ubuntu 'sudo apt-get install $(BROWSER_PACKAGES)'." >&2; exit 1; }
	@touch $@

$(SCREEN): tests/hosts/libreoffice/debian-packages.txt | $(BIN)/pip
	@{ command -v Xvfb && command -v openbox && command -v xdotool && command -v import; } >/dev/null \
	|| { $(CAN_INSTALL) && $(INSTALL) $(SCREEN_PACKAGES) >/dev/null; } \
	|| { echo "The pictures of LibreOffice are taken of a screen that is none. Install it:" \
	    "on Debian and Ubuntu 'sudo apt-get install $(SCREEN_PACKAGES)'." >&2; exit 1; }
	@touch $@

# PolyForm Noncommercial or paid: https://server.xlwings.org/en/latest/license/
$(HOSTING)/.ready: tests/server_host/requirements.txt salessheet/hosts/server/project.py | $(RUNTIME)
	$(BIN)/python -m venv --clear $(HOSTING)
	rm -rf $(OUT)/server
	$(BIN)/salessheet addin build --host server --out $(OUT)/server
	$(HOSTING)/bin/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock \
	  --requirement $(OUT)/server/requirements.txt --requirement tests/server_host/requirements.txt
	@touch $@
