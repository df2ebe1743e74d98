# SSELEX: `make demo` shows it, `make test` proves it. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
.DEFAULT_GOAL := help

.PHONY: help demo install install-dev test test-cluster check fix lock clean bench-extract bench-ingest bench-search bench-scores bench-structure bench-web bench-people torture audit

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "SSELEX needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock

.venv/installed: requirements/runtime.lock pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@rm -f .venv/installed-dev
	@touch $@

.venv/installed-dev: requirements/dev.lock .venv/installed
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@

install: .venv/installed  ## make .venv with the command sselex in it

install-dev: .venv/installed-dev  ## the same, with what the tests need

demo: install  ## fill a knowledge base from corpora/ and serve it on http://127.0.0.1:8000
	$(BIN)/sselex demo

test: install-dev  ## run all tests; what a missing server or program switches off is said at the end
	$(BIN)/python -m pytest

test-cluster: install-dev  ## Elasticsearch over three servers, one killed, and with security on (needs ports 19200-19202)
	SSELEX_TEST_CLUSTER=$(CURDIR)/../shared/elasticsearch/elasticsearch $(BIN)/python -m pytest -n0 -s tests/contracts/test_search_cluster.py

check: install-dev  ## ruff, mypy strict on the three packages, and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy ingest kb web
	$(BIN)/python -m pytest

fix: install-dev  ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-ingest: install-dev  ## ingest all real laws beside this checkout; figures go to docs/benchmarks.md
	$(BIN)/python tests/bench/ingest_corpus.py

torture: install-dev  ## kill everything at random while texts are handed in and ingested, on both stores
	$(BIN)/python tests/torture/torture.py --store sqlite
	$(BIN)/python tests/torture/torture.py --store postgres

audit: install-dev  ## known holes in the libraries (pip-audit) and in our own code (bandit)
	$(BIN)/bandit --quiet --recursive --severity-level medium --confidence-level medium ingest kb web
	$(BIN)/python tests/audit.py

bench-people: install-dev  ## fifty people at once; SSELEX_TEST_ELASTICSEARCH adds PostgreSQL with Elasticsearch
	$(BIN)/python tests/bench/people_load.py $${SSELEX_TEST_ELASTICSEARCH:+--elasticsearch $$SSELEX_TEST_ELASTICSEARCH}

bench-web: install-dev  ## the site under load, 20 requests a second, on 263,000 provisions kept in var/bench-web; figures go to docs/benchmarks.md
	$(BIN)/python tests/bench/web_load.py --home var/bench-web

bench-guide: install-dev  ## an edition of the guide in all formats, opening its editor; figures go to docs/benchmarks.md
	$(BIN)/python tests/bench/guide_export.py

bench-metadata: install-dev  ## metadata of real laws, field by field; figures go to docs/benchmarks.md
	$(BIN)/python tests/bench/metadata_fields.py

bench-citations: install-dev  ## citations and definitions against the annotated laws; figures go to docs/benchmarks.md
	$(BIN)/python tests/bench/citations_definitions.py

bench-tags: install-dev  ## themes and answers on laws left out, speed of the tag stage; figures go to docs/benchmarks.md
	$(BIN)/python tests/bench/tags_left_out.py

bench-structure: install-dev  ## articles found against the headings that real Markdown texts mark themselves
	$(BIN)/python tests/bench/structure_headings.py

bench-search: install-dev  ## measure the search engines side by side; figures go to docs/benchmarks.md
	$(BIN)/python tests/bench/search_engines.py --million

bench-scores: install-dev  ## retrieval over the annotated laws, engine beside engine; SSELEX_HOME holds all real laws
	$(BIN)/python tests/bench/search_scores.py

bench-extract: install-dev  ## read PDFs against the truth: articles, text, pages, speed, memory
	$(BIN)/python tests/bench/extract_figures.py

lock: install  ## resolve the dependencies anew into requirements/
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra postgres -o requirements/runtime.lock pyproject.toml requirements/build.in
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra postgres --group dev -o requirements/dev.lock pyproject.toml requirements/build.in
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements/bootstrap.lock requirements/bootstrap.in

clean:  ## remove the environment and the caches (never var/, where the knowledge base lives)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache build *.egg-info
