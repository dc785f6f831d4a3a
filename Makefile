# On a fresh Debian `make demo` and `make test` install what they need, and do everything.

PYTHON = .venv/bin/python
# How many tests are run at once. Most wait for engines and other programs, so more than there are cores pay.
WORKERS = 6
# How long `make fuzz` takes, and with what: FUZZ=--atheris, or the name of a target.
MINUTES = 10
FUZZ =
# What `make test-arm64` runs: all, or ARM64=--brief.
ARM64 =
PYTEST = $(PYTHON) -m pytest -q --numprocesses
# Compiled tests are kept, also where the environment is set to keep none: to compile them takes a third of `make quick`.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help attacks bench check clean deb demo dist faults format fuzz lint man pure quick recording sbom site \
	test test-arm64 test-clients test-debians test-engines test-install test-pythons

help:
	@echo "make demo          show the main job on a private engine and registry"
	@echo "make quick         the checks, and the tests that need no other program: seconds"
	@echo "make check         as quick, and the tests of the commands and the shim, with docker's client: minutes"
	@echo "make test          all checks and tests, with real engines: twenty minutes"
	@echo "make test-engines  the engine tests with each kind of engine that people have"
	@echo "make test-arm64    tests on emulated arm64 machines, made from Debian's packages: three quarters of an hour"
	@echo "make test-debians  make test in bare Debians, 13 and unstable: an hour"
	@echo "make test-install  install, upgrade and remove anyarch in bare Debians: minutes"
	@echo "make test-pythons  the tests of make quick with each Python that Debian has: minutes"
	@echo "make test-clients  programs that people drive docker with, fetched in their newest versions: minutes"
	@echo "make faults        a thousand commands, each with a fault that no run has tried before: half an hour"
	@echo "make attacks       switch off each defense against an attack, and see its tests fail: minutes"
	@echo "make bench         time what the shim costs, beside what it is measured against"
	@echo "make fuzz          give any bytes to what reads bytes from outside, for ten minutes, or MINUTES=600"
	@echo "make sbom          list what the wheel depends on, in dist/anyarch.cdx.json (CycloneDX)"
	@echo "make man           write the manual pages from the help of the commands"
	@echo "make lint          only the checks: ruff, formatting, mypy, shellcheck if it is there"
	@echo "make format        bring the code into its format"
	@echo "make dist          build the wheel and the source distribution, the same bytes from the same commit"
	@echo "make deb           build a Debian package, for Debian 13 or newer"
	@echo "make site          build the documentation as a web site, in site/"
	@echo "make recording     record the demonstration for the documentation, as docs/demo.svg"
	@echo "make clean         remove what the above have made here"

.venv/ready: pyproject.toml .ci/setup
	.ci/setup
	touch $@

demo: .venv/ready
	$(PYTHON) -m tests.laboratory.demo

bench: .venv/ready
	$(PYTHON) -m tests.bench

man: .venv/ready
	$(PYTHON) -m tests.laboratory.man_pages

# Type checks take one core, and nearly as long as the tests.
quick: .venv/ready
	@$(MAKE) --no-print-directory --jobs=2 --output-sync lint pure

pure: .venv/ready
	$(PYTHON) -m tests.laboratory.parts tests/pure

check: quick
	$(PYTEST)=$(WORKERS) tests/cli

test: lint
	$(PYTEST)=$(WORKERS)

faults: .venv/ready
	ANYARCH_FAULTS=1000 ANYARCH_LOAD=60 HYPOTHESIS_PROFILE=fresh $(PYTEST)=2 tests/real/faults

attacks: .venv/ready
	$(PYTHON) -m tests.attacks

test-engines: .venv/ready
	$(PYTHON) -m tests.matrix

test-clients: .venv/ready
	$(PYTHON) -m tests.clients

test-arm64: .venv/ready
	$(PYTHON) -m tests.machines $(ARM64)

test-debians: .venv/ready
	$(PYTHON) -m tests.debians

test-install: .venv/ready
	$(PYTEST)=2 --dist=loadfile tests/install

test-pythons: .venv/ready
	$(PYTHON) -m tests.pythons

fuzz: .venv/ready
	$(PYTHON) -m tests.fuzz --minutes $(MINUTES) $(FUZZ)

sbom: .venv/ready
	mkdir -p dist
	$(PYTHON) -m tests.laboratory.bill_of_materials >dist/anyarch.cdx.json

dist: .venv/ready
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(PYTHON) -m hatchling build

deb: dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) .ci/deb

site: .venv/ready
	$(PYTHON) -m pip install --quiet --group docs
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict --clean

recording: .venv/ready
	$(PYTHON) -m tests.laboratory.recording docs/demo.svg $(PYTHON) -m tests.laboratory.demo

lint: .venv/ready
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	@if command -v shellcheck >/dev/null; then \
		shellcheck .ci/deb .ci/setup .ci/run shell/init.bash shell/completion.bash shell/docker-anyarch \
			shell/pack/*; fi

format: .venv/ready
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

clean:
	rm -rf .venv .cache dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
