# Every target makes its own virtual environment on a machine with git, make and Python 3.11.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
unexport PYTHONDONTWRITEBYTECODE
# kept bytecode saves seconds at every start

.DELETE_ON_ERROR:
.PHONY: help install demo run test check wide slow alone chaos postgres bench mutate lock clean

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

install: $(STAMP)  ## install the program as .venv/bin/sigap; all others do so too

demo: $(STAMP)  ## watch a made-up office live through a day, on a page at http://127.0.0.1:8080/
	$(BIN)/sigap demo

run: $(STAMP)  ## run the bot with the settings of .env
	$(BIN)/sigap run

test: $(STAMP)  ## run the tests, in less than two minutes
	$(BIN)/python -m pytest -q -n 2

wide: $(STAMP)  ## tell the stories on the other channel too, and the long ones
	$(BIN)/python -m pytest -q -n 2 -m "(wide or again) and not slow"

slow: $(STAMP)  ## run the long tests: whole days, years of data, the guides
	$(BIN)/python -m pytest -q -n 2 -m "slow and not alone"

alone: $(STAMP)  ## run the tests in real seconds, one by one: a browser, real processes, kill -9
	$(BIN)/python -m pytest -q -m "slow and alone"

postgres: $(STAMP)  ## tell the stories on PostgreSQL too; SIGAP_TEST_DATABASE_URL says on which server
	SIGAP_TEST_DATABASE_URL=$${SIGAP_TEST_DATABASE_URL:-postgresql+psycopg://postgres@127.0.0.1:5432/postgres} \
		$(BIN)/python -m pytest -q -n 2 -m "not slow and not again" tests/postgres tests/storage tests/circulars tests/handlers

chaos: $(STAMP)  ## kill and hurt the real program, and audit it; POINTS=1000 for the long run, SEED=2 for another, RESTORED=1 from a backup half-way
	$(BIN)/python -m tests.chaos --points $(or $(POINTS),50) --seed $(or $(SEED),1) $(if $(DATABASE),--database $(DATABASE)) $(if $(CHANNEL),--channel $(CHANNEL)) $(if $(SPLIT),--split) $(if $(RESTORED),--restored)

mutate: $(STAMP)  ## change the law one place at a time; PART=warn or rules/zone for less, again to go on, then PAGE=docs/mutants.md
	$(BIN)/python -m tests.mutate --part $(or $(PART),rules) $(if $(PAGE),--write $(PAGE))

check: $(STAMP)  ## check style, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)  ## measure beside a bare PTB bot, and write docs/benchmarks.md
	$(BIN)/python -m tests.bench

lock: $(STAMP)  ## choose the newest versions of all packages, with their hashes
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 --upgrade -q -o requirements.lock

clean:  ## remove the virtual environment and all caches; databases and settings stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bot handlers storage tests -name __pycache__ -type d -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Sigap needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install -q -p $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	$(BIN)/uv pip install -q -p $(BIN)/python --no-deps -e .
	@touch $(STAMP)
