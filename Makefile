# Everything is set up inside this directory: .venv, node_modules and the compiled files of web.
# A machine needs Python 3.11 or newer with venv, Node.js 20 or newer with npm, git and make.

PYTEST = .venv/bin/pytest
# Half of what tests do is to wait for processes, so that three keep two cores busy.
PYTEST_PROCESSES ?= 3
# What `make test-postgres` runs.
SUITES ?= tests

# Tests start hundreds of processes: each would compile all modules again if none could keep what it has compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-dev setup-tests demo up test test-long test-postgres check format baseline lock clean

help:  ## says what there is
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' Makefile | expand -t 14

setup:  ## installs what Trunkline needs
	@scripts/set_up run

setup-dev:  ## installs what tests and checks need as well
	@scripts/set_up dev

setup-tests: setup-dev
	@scripts/set_up_test_machine

demo: setup  ## runs the whole product life on demo data, then serves it
	@.venv/bin/trunkline demo

up: setup  ## serves this installation
	@.venv/bin/trunkline up

test: setup-tests  ## runs the tests
	@$(PYTEST) -n $(PYTEST_PROCESSES) -m "not long" --durations=25 tests runner/tests

test-long: setup-tests  ## runs the tests that take long
	@$(PYTEST) -n $(PYTEST_PROCESSES) -m long tests runner/tests

test-postgres: setup-tests  ## runs the tests on Debian's PostgreSQL 15 (SUITES="tests/stock …" for some)
	@programs=$$(scripts/set_up_postgres) || { [ $$? -eq 3 ]; exit; }; \
		TRUNKLINE_TEST_POSTGRES=$$programs $(PYTEST) -n $(PYTEST_PROCESSES) -m "not long" $(SUITES)

check: setup-dev  ## checks style, types, imports between rooms, who may use what, migrations and lock files
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m django check --settings trunkline.config.settings --fail-level WARNING
	.venv/bin/python -W "ignore:Got an error checking:RuntimeWarning" -m django makemigrations --check --dry-run \
		--settings trunkline.config.settings
	.venv/bin/python scripts/check_lock_files.py

format: setup-dev  ## writes Python files in the project's form
	.venv/bin/ruff check --fix-only --quiet
	.venv/bin/ruff format

baseline: setup-dev  ## writes the tables of today, which empty databases start from
	@.venv/bin/python scripts/write_baseline

lock: setup-dev  ## brings the lock files up to date
	scripts/lock
	npm install --package-lock-only

clean:  ## removes what was installed and compiled; data directories stay
	rm -rf .venv node_modules src/trunkline/web/static/trunkline .set_up.lock
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
