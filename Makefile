# Everything a fresh machine needs beyond Python and make is set up here.

PYTHON ?= python3
OUT ?= out
PYTEST_ARGS ?=
# A CPU build of torch is enough; where the package index offers one, pip takes it.
TORCH ?= torch==2.13.0

PRESETS := lecture10-regression lecture10-regression-l2 \
           lecture10-binary lecture10-binary-l2 \
           lecture10-logistic lecture10-multiclass

# The version is part of the stamp's name, so that another PYTHON means a new environment.
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
STAMP := .venv/installed-$(VERSION)
STAMP_BENCH := .venv-bench/installed-$(VERSION)
BIN := .venv/bin

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-check demo-solve demo-grade test lint bench clean check-python debian-packages

help:
	@echo 'make demo    worked solutions, a graded class, a checked derivation, into $(OUT)/'
	@echo 'make test    everything the CI runs: linters, types, tests'
	@echo 'make attacks every hostile submission at every level of isolation'
	@echo 'make lint    the linters and the types only'
	@echo 'make bench   timings against torch, jax and autograd (installs torch in .venv-bench)'
	@echo 'make clean   remove the environments, results and caches'
	@echo
	@echo 'Another interpreter: make PYTHON=python3.12 test'
	@echo 'Some of the tests:   make test PYTEST_ARGS="-k packaging"'

demo: demo-solve demo-grade demo-check

demo-solve: $(STAMP)
	@$(BIN)/symbp presets
	@for preset in $(PRESETS); do \
	    $(BIN)/symbp solve "$$preset" -o "$(OUT)/$$preset" </dev/null || exit 1; \
	done
	@echo
	@echo 'Written: one directory for each preset in $(OUT)/, for instance'
	@echo '  $(OUT)/$(firstword $(PRESETS))/solution.pdf'
	@echo '  $(OUT)/$(firstword $(PRESETS))/solution.html'

# The report stands where it is easily found; its links lead to the feedback beside the results.
demo-grade: $(STAMP)
	@if [ "$$(uname)" != Linux ]; then echo 'The class is not graded: locking programs in needs Linux.'; exit; fi; \
	rm -rf "$(OUT)/class"; \
	$(BIN)/grader run examples/assignments/c1/assignment.toml examples/class -o "$(OUT)/class" </dev/null && \
	sed 's|href="feedback/|href="class/feedback/|g' "$(OUT)/class/report.html" >"$(OUT)/report.html" && \
	printf '\nGraded: a class of 40, see %s\n' '$(OUT)/report.html'

# One of its lines is wrong, which the exit code 1 says.
demo-check: $(STAMP)
	@$(BIN)/symbp check examples/derivations/hidden-layer.tex --network lecture10-regression \
	    --pdf "$(OUT)/derivation.pdf" --html "$(OUT)/derivation.html" </dev/null || [ $$? -eq 1 ]
	@printf '\nChecked: a derivation with a mistake, see %s\n' '$(OUT)/derivation.html'

test: debian-packages lint
	$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

attacks: debian-packages $(STAMP)
	ATTACKS=all $(BIN)/python -m pytest -n 2 $(PYTEST_ARGS) tests/grader/test_grader_hostile.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict symbp grader

bench: $(STAMP_BENCH)
	@mkdir -p $(OUT)/bench
	@for script in benchmarks/[!_]*.py; do \
	    echo "$$script"; .venv-bench/bin/python "$$script" || exit 1; \
	done

clean:
	rm -rf .venv .venv-bench $(OUT) build dist *.egg-info
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find symbp grader tests examples benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Never fails: a test whose package is absent is skipped with the reason.
debian-packages:
	@.ci/debian-packages

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo 'symbp needs Python 3.11 or newer as "$(PYTHON)": install it, or name one: make PYTHON=python3.12 test' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo 'symbp needs the venv module of Python: install it (Debian and Ubuntu: apt install python$(VERSION)-venv)' >&2; exit 1; }

# A failed installation leaves no stamp, so the next run starts over.
$(STAMP): pyproject.toml constraints.txt | check-python
	@echo 'Setting up .venv (once, about a minute) ...'
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

$(STAMP_BENCH): pyproject.toml constraints.txt | check-python
	@echo 'Setting up .venv-bench with torch (once, several minutes) ...'
	@$(PYTHON) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt '$(TORCH)' -e '.[bench]'
	@touch $@
