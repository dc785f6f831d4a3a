# Two commands do everything on a fresh Debian: `make demo` and `make test`. Each installs what it needs.

PYTHON = .venv/bin/python

.PHONY: help bench demo test test-engines lint format clean

help:
	@echo "make demo          show the main job on a private engine and registry"
	@echo "make test          all checks and tests"
	@echo "make test-engines  the engine tests with each kind of engine that people have"
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

test: lint
	$(PYTHON) -m pytest

test-engines: .venv/ready
	$(PYTHON) -m tests.matrix

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
