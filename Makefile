# Semua yang dibutuhkan: Python 3.11 atau lebih baru. `make run` menyiapkan dan menjalankan, `make test` menguji.
PYTHON ?= python3
PORT ?= 8050
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
PIP_QUIET := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run sample test check format trial bench clean
.DEFAULT_GOAL := run

run: $(VENV)/.run-ready data/incoming/contoh/truth.json
	$(PY) -m etl run
	PORT=$(PORT) $(PY) -m dashboard serve --demo

# Data contoh dua tahun yang berakhir kemarin; `make sample` membuatnya lagi.
data/incoming/contoh/truth.json: | $(VENV)/.run-ready
	$(PY) -m data.sample --out data/incoming/contoh

sample: $(VENV)/.run-ready
	$(PY) -m data.sample --out data/incoming/contoh

# Uji memulai ratusan proses, dan tiap pekerja mengumpulkan semua berkas: dikompilasi sekali saja.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.test-ready
	@sh tests/browser/find-chromium.sh
	$(PY) -m pytest -n $(WORKERS) --dist loadscope --max-worker-restart=0

check: $(VENV)/.test-ready
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/bandit -q -r etl dashboard data/sample -c pyproject.toml

format: $(VENV)/.test-ready
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

trial: $(VENV)/.test-ready
	$(PY) -m tests.trial.$(NAME)

# dlt, dengan apa Pantau dibandingkan, punya lingkungan sendiri; tanpa dlt sisanya tetap diukur.
# requirements-bench.lock: dlt[duckdb]>=1.31, duckdb==1.5.5, pyarrow>=26
bench: $(VENV)/.test-ready
	@test .venv-bench/.ready -nt requirements-bench.lock || { \
	  rm -rf .venv-bench; $(PYTHON) -m venv .venv-bench \
	  && .venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	    -r requirements-bench.lock && touch .venv-bench/.ready; } \
	  || echo "dlt tidak dapat dipasang; yang lain tetap diukur." >&2
	$(PY) -m tests.bench

$(VENV)/.run-ready: requirements.lock
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PIP_QUIET) -r requirements.lock
	@touch $@

$(VENV)/.test-ready: requirements-dev.lock
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PIP_QUIET) -r requirements-dev.lock
	@touch $@ $(VENV)/.run-ready

clean:
	rm -rf data/incoming data/warehouse data/office-store .pytest_cache .mypy_cache .ruff_cache
