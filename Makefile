# One word for each thing one does here; “make help” lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help serve test test-tools check format pictures bench lock translations clean

help: ## List these words
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

serve: $(VENV)/serve.done ## Serve https://localhost:8443 from ./instance
	$(BIN)/privet serve --instance instance

test: $(VENV)/test.done ## Run the tests; what is missing is skipped and named at the end
	$(BIN)/python -m pytest

test-tools: $(VENV)/test.done ## Install what the whole test suite needs (Debian packages, HTML checker)
	./.ci/test-tools

check: $(VENV)/test.done ## Format, lint, types and tests: what must pass before every commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

format: $(VENV)/test.done ## Put the code into its shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pictures: $(VENV)/test.done ## Take the pictures in the docs: pages, and a dozen forms
	$(BIN)/python -m tests.pictures

bench: $(VENV)/test.done ## Print every benchmark's ratio
	for file in bench/[a-z]*.py; do $(BIN)/python $$file; done

lock: $(VENV)/test.done ## Resolve the dependencies anew, with hashes
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 setup.cfg -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --extra test -c requirements.txt setup.cfg -o requirements-test.txt
	sed -n 's/^\([a-z0-9._-]*==[^ ;\\]*\).*/\1/p' requirements.txt > site/privet/data/locked.txt

TEXTS := site/privet/data/translations
translations: $(VENV)/test.done ## Gather new sentences into the catalogues and compile them
	$(BIN)/pybabel -q extract -F $(TEXTS)/babel.cfg -k lazy_gettext --sort-output --no-location --omit-header -o $(VENV)/messages.pot .
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d $(TEXTS) --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d $(TEXTS)

clean: ## Remove what was built; the instance stays
	rm -rf $(VENV) .tools build dist *.egg-info site/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/serve.done: requirements.txt setup.cfg
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --no-deps -e .
	@touch $@

$(VENV)/test.done: requirements-test.txt setup.cfg
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements-test.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/serve.done
