# What there is to do in this checkout. `make` lists it. Tools are those beside $(PYTHON): activate an environment, or
# say which one: make test PYTHON=.venv/bin/python

.POSIX:

PYTHON = python3
TESTS =
SAMPLE = 30
SEED = 1

.PHONY: help setup test lint types contracts docs reference bench coverage mutants sandbox check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

setup: ## install for development, at the versions that were tested together
	$(PYTHON) .ci/steps.py install

test: ## the tests; some of them: make test TESTS='tests/rules -k tax'
	$(PYTHON) .ci/steps.py tests -- $(TESTS)

lint: ## ruff: rules and layout
	$(PYTHON) .ci/steps.py lint

types: ## mypy, strict
	$(PYTHON) .ci/steps.py types

contracts: ## import-linter: who may import whom
	$(PYTHON) .ci/steps.py contracts

docs: ## are the generated pages fresh?
	$(PYTHON) .ci/steps.py docs

reference: ## write the generated pages again
	$(PYTHON) docs/generate.py

bench: ## one bill at 150 ms per answer against curl and jq; the other benchmarks stand in bench/
	$(PYTHON) bench/bill.py

coverage: ## lines and branches of the rules and the engine that tests reach
	$(PYTHON) .ci/steps.py coverage -- $(TESTS)

mutants: ## damage the rules and the engine, and see whether tests notice: make mutants SAMPLE=200 SEED=7
	$(PYTHON) bench/mutants.py --sample $(SAMPLE) --seed $(SEED)

sandbox: ## a server that plays Syncro, on this machine, with the demo company
	$(PYTHON) -m syncro.sandbox

check: ## everything, in a fresh environment, as CI does
	.ci/run
