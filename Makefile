# Thin: bootstrap.py sets up, the tools do the work. `make -k test` goes on after a failing check.
PYTHON ?= python3
WORKERS ?= 2
MATRIX ?= -n $(WORKERS) --dist worksteal --hypothesis-profile ci
BIN := .venv/bin
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1# no look-up of newer versions on the network
export OPENBLAS_NUM_THREADS := 1# the workers share the cores already

.PHONY: demo test dev lint floors types unit coverage schemas builtin reference docs-update pairs site edition fidelity processors test-lowest test-newest matrix bench installed release mutants fuzz kills damage engines load api round-kills constraints clean

demo:  ## the main job on the bundled real data
	@$(PYTHON) bootstrap.py demo
	@$(BIN)/ii-index demo

test: lint floors types unit  ## every check and every test

dev:  ## the environment for development
	@$(PYTHON) bootstrap.py dev

lint: dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/numpydoc lint $$(find src -name "*.py")

floors: dev
	$(BIN)/lint-imports

types: dev
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

unit: dev
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --hypothesis-profile ci --durations 10 --durations-min 10

coverage: dev  ## branches too; the pages are in htmlcov/
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report term:skip-covered --cov-report html

schemas: dev  ## JSON Schemas from the models
	for name in $$($(BIN)/ii-index schema); do $(BIN)/ii-index schema $$name > schemas/$$name.schema.json; done

builtin: dev  ## the built-in frameworks and rubrics as JSON, from their YAML
	$(BIN)/python -m tests.io.builtin

reference: dev  ## docs/reference from docstrings, models, commands and messages; the index of docs/
	$(BIN)/python -m tests.docs.reference

docs-update: dev  ## write the outputs shown in README.md and docs/ anew
	$(BIN)/python -m tests.docs

edition: dev  ## the yearly edition: tables, page, briefs and figures from examples/, with one manifest
	$(BIN)/python examples/build_edition.py out/edition

pairs: dev  ## once both languages of the pages that changed were read: keep them as a pair
	$(BIN)/python -m tests.docs.pairs

site: dev  ## the documentation in two languages into site/, which needs no network; warnings are errors, links checked
	$(BIN)/python -m tests.docs.website

fidelity: dev  ## published figures beside what the project computes
	$(BIN)/python -m tests.fidelity

processors: dev  ## marked tests and the examples' files under the kernels of other processors, byte by byte
	$(BIN)/python -m tests.processors

test-lowest: dev  ## the suite with the lowest versions that pyproject.toml allows
	$(BIN)/python -m tests.matrix lowest 3.11 -- $(MATRIX)

test-newest: dev  ## the suite with the newest version of everything
	$(BIN)/python -m tests.matrix newest 3.13 -- $(MATRIX)

matrix: dev  ## both, and two versions of pandas between, under every interpreter that can be had
	$(BIN)/python -m tests.matrix -- $(MATRIX)

bench: dev  ## ratios measured side by side
	@set -e; for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script; done

installed: dev  ## wheel and sdist from outside: core and each extra in throw-away environments, and types
	$(BIN)/python release/installed.py

ADDRESS ?=
release: dev  ## builds, checks and tags VERSION=…, and stops before uploading
	$(BIN)/python release/release.py $(VERSION) $(if $(ADDRESS),--address $(ADDRESS))

mutants: dev  ## change the kernels one small thing at a time: do their tests notice?
	$(BIN)/python tests/mutation.py

SECONDS ?= 60
fuzz: dev  ## spoilt files for every reader, `make fuzz SECONDS=3600`; what is found is kept in tests/hardening/corpus
	$(BIN)/python -m tests.hardening.fuzz $(SECONDS)

kills: dev  ## 300 writers killed and 100 interrupted at random moments
	$(BIN)/python -m tests.hardening.kills 300 100

engines: dev  ## the law of the engines on fifteen times as many panels, Spark too; clusters, workers killed, their page
	II_ENGINES=full $(BIN)/pytest tests/scale
	@# each page in a process of its own: Spark's Java stays in the folder in which it was started
	II_ENGINES=full PYSPARK_PYTHON=$(CURDIR)/$(BIN)/python $(BIN)/pytest tests/docs/test_pages.py -k "clusters and not zh"
	II_ENGINES=full PYSPARK_PYTHON=$(CURDIR)/$(BIN)/python $(BIN)/pytest tests/docs/test_pages.py -k "clusters and zh"

damage: dev  ## 2,000 damaged XLS workbooks
	$(BIN)/python -m tests.hardening.damage 2000

load: dev  ## the server: 50 rankings, idle, together, and beside a million draws
	$(BIN)/python benchmarks/serve_load.py

round-kills: dev  ## a server killed fifty times in the middle of a round of experts
	$(BIN)/python -m tests.serve.kills 50

CASES ?= 5000
api: dev  ## the server against its own description, by schemathesis in an environment of its own
	$(PYTHON) -m venv .venvs/api && .venvs/api/bin/pip install --quiet schemathesis
	$(BIN)/python -m tests.serve.described .venvs/api/bin/schemathesis $(CASES)

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade
constraints:  ## the newest version of everything, pinned by version and digest, a file a purpose; needs uv
	printf 'hatchling>=1.27\neditables>=0.5\n' > .build.in
	$(LOCK) --extra report pyproject.toml .build.in --output-file constraints-demo.txt
	$(LOCK) --extra dev pyproject.toml .build.in --constraint constraints-demo.txt --output-file constraints.txt
	rm .build.in

clean:
	rm -rf .venv .venvs .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov build dist out site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
