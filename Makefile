# The two commands that matter: `make demo` and `make test`. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Only Linux can shut student code in; elsewhere the examples and tests are trusted, without
# the hostile ones.
ifneq ($(shell uname -s),Linux)
export COURSE_TRUST_SUBMISSIONS = 1
endif
# Another environment that happens to be activated must not lend its packages.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
READY := $(VENV)/ready

.PHONY: setup demo test lint types build benchmark study clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=... to use another one.")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[instructor,develop]'
	@touch $@

demo: $(READY)
	@$(BIN)/course demo

# Each part says how long it took.
define timed
	@start=$$(date +%s); $(2) && echo "$(1): $$(($$(date +%s) - start)) s"
endef

test: $(READY)
	$(call timed,lint,$(MAKE) --no-print-directory lint)
	$(call timed,types,$(MAKE) --no-print-directory types)
	$(call timed,course build --check,$(BIN)/course build --check)
	$(call timed,course check,$(BIN)/course check)
	$(call timed,course mutate,$(BIN)/course mutate --seconds 600)
# Many tests wait for limits to be hit: three at a time keep two cores busy.
	$(call timed,tests,$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations 12)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy
# The same code as macOS would run it.
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin

build: $(READY)
	$(BIN)/course build

benchmark: $(READY)
	$(BIN)/python benchmarks/engine_overhead.py

study: $(READY)
	$(BIN)/course study

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
