# `make run` and `make test` need no preparation: they create .venv and install into it.

PYTHON ?= python3
PORT ?= 8501
SECONDS ?= 600
TESTS ?=
# What compares floating-point numbers, but for what other processes compute.
NUMERIC := tests/analysis tests/cells tests/figures tests/instrument tests/tasks tests/runs/test_train_run.py \
	$(filter-out $(addprefix tests/test_,coverage_by_package.py documentation.py layers.py main.py packets.py tape_example.py), \
	$(wildcard tests/test_*.py))
ALONE := tests/bench tests/browser tests/deploy tests/runs tests/security
SIDE_BY_SIDE := -n 2 --dist loadfile
VENV := .venv
BIN := $(VENV)/bin

# Node comes with the Python packages, and what it builds is committed: only who changes the front
# end needs it, and `make run` needs none. Its packages are those of the lock file.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix frontend --loglevel=error

.PHONY: run test test-numeric lint format frontend bench docs soak coverage clean

run: $(VENV)/app.installed
	@echo "rnnviz starts at http://127.0.0.1:$(PORT)  (Ctrl-C ends it)"
	@$(BIN)/python -m rnnviz app --port $(PORT)

# What drives real processes and browsers against the clock has the machine to itself.
test: $(VENV)/dev.installed frontend/node_modules/.installed
	$(NPM) test
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(addprefix --ignore=,$(ALONE))
	$(BIN)/python -m pytest --durations=25 $(ALONE)

# The numeric tests as other processors would compute: with AVX2 at most, then with no vector
# instructions later than SSE 4.1, then with passes that round by what they are given.
test-numeric: $(VENV)/dev.installed
	ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 $(BIN)/python -m pytest -q $(SIDE_BY_SIDE) $(NUMERIC)
	ONEDNN_MAX_CPU_ISA=SSE41 ATEN_CPU_CAPABILITY=default MKL_CBWR=COMPATIBLE \
		$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) $(NUMERIC)
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) -p tests.other_kernels $(NUMERIC)

# Also that what is built and committed is what the source gives.
lint: $(VENV)/dev.installed frontend/node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/write_packet_types.py --check
	$(NPM) run types
	$(NPM) run lint
	$(NPM) run check

format: $(VENV)/dev.installed frontend/node_modules/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run format

# What the browser runs, from its source in frontend/ to rnnviz/web.
frontend: $(VENV)/dev.installed frontend/node_modules/.installed
	$(BIN)/python scripts/write_packet_types.py
	$(NPM) run build

bench: $(VENV)/dev.installed
	$(BIN)/python -m rnnviz bench all --out docs/benchmarks

# Reference of the library's public names, from their docstrings: docs/api/index.html.
docs: $(VENV)/dev.installed
	$(BIN)/python -m pdoc --docformat numpy --no-show-source --output-directory docs/api \
		rnnviz rnnviz.analysis rnnviz.cells rnnviz.figures rnnviz.tasks

# A hundred visitors for ten minutes: does memory stay flat? make soak SECONDS=180 is shorter.
soak: $(VENV)/dev.installed
	$(BIN)/python -m rnnviz bench soak --seconds $(SECONDS)

# Which lines no test runs, by package; processes that the tests start are counted as well.
coverage: $(VENV)/dev.installed
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -p no:cacheprovider $(TESTS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage json --quiet -o .coverage.json
	$(BIN)/python scripts/coverage_by_package.py .coverage.json

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* frontend/node_modules

# Checks the machine first, and explains what is missing more plainly than pip would.
$(VENV)/python.ready: scripts/check_python.sh
	@sh scripts/check_python.sh "$(PYTHON)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/app.installed: requirements.txt $(VENV)/python.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.installed: requirements-dev.txt requirements.txt $(VENV)/python.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/app.installed $@

frontend/node_modules/.installed: frontend/package-lock.json $(VENV)/dev.installed
	$(NPM) ci
	@touch $@
