# On a fresh Debian `make demo` and `make test` install what they need, and do everything.

PYTHON = .venv/bin/python
# How many tests are run at once. Most wait for engines and other programs, so more than there are cores pay.
WORKERS = 4
PYTEST = $(PYTHON) -m pytest -q --numprocesses

.PHONY: help bench check clean demo format lint quick test test-engines test-pythons

help:
	@echo "make demo          show the main job on a private engine and registry"
	@echo "make quick         the checks, and the tests that need no other program: seconds"
	@echo "make check         as quick, and the tests of the commands and the shim, with docker's client: minutes"
	@echo "make test          all checks and tests, with real engines: a quarter of an hour"
	@echo "make test-engines  the engine tests with each kind of engine that people have"
	@echo "make test-pythons  the tests of make quick with each Python that Debian has: minutes"
	@echo "make bench         time what the shim costs, beside what it is measured against"
	@echo "make lint          only the checks: ruff, formatting, mypy, shellcheck if it is there"
	@echo "make format        bring the code into its format"
	@echo "make clean         remove what the above have made here"

.venv/ready: pyproject.toml .ci/setup
	.ci/setup
	touch $@

demo: .venv/ready
	$(PYTHON) -m tests.laboratory.demo

bench: .venv/ready
	$(PYTHON) -m tests.bench

quick: lint
	$(PYTEST)=2 tests/pure

check: lint
	$(PYTEST)=$(WORKERS) tests/pure tests/cli

test: lint
	$(PYTEST)=$(WORKERS)

test-engines: .venv/ready
	$(PYTHON) -m tests.matrix

test-pythons: .venv/ready
	$(PYTHON) -m tests.pythons

lint: .venv/ready
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	@if command -v shellcheck >/dev/null; then \
		shellcheck .ci/setup .ci/run shell/init.bash shell/docker-anyarch shell/pack/*; fi

format: .venv/ready
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

clean:
	rm -rf .venv .cache dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
