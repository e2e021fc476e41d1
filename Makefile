# Two commands for a newcomer: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
COMPANY := examples/corner_shop
CUSTOMERS ?= 2000
NIGHTS ?= 3
LAST_DAY := 2026-06-30

.PHONY: run crm-env fast test check bench bench-value docs clean sample

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(COMPANY)/data/ready: .venv/ready $(wildcard $(COMPANY)/generator/*.py) $(COMPANY)/generate.py
	$(BIN)/python $(COMPANY)/generate.py --customers $(CUSTOMERS) --nights $(NIGHTS)
	@touch $@

sample: $(COMPANY)/data/ready  ## write the data of the sample company

run: sample  ## set up everything and run the nights of the sample company
	@for day in $$(ls $(COMPANY)/data | grep '^20'); do \
	  $(BIN)/shopkeeper run --company $(COMPANY) --today $$day || exit $$?; \
	done

fast: .venv/ready  ## the tests that need no night, no server and no browser
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test: .venv/ready  ## the whole suite, whole nights of real companies included
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

.crm-env/ready: tests/warehouse/release/crm/requirements.txt
	$(PYTHON) -m venv .crm-env
	.crm-env/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/warehouse/release/crm/requirements.txt
	@touch $@

crm-env: .crm-env/ready  ## a real CRM (Tryton) in an environment of its own, for tests/warehouse/release/crm

check: .venv/ready  ## format, lint, types, imports, SQL, dictionary
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	rm -rf var/steps && $(BIN)/shopkeeper render var/steps
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar var/steps warehouse/published/views
	$(BIN)/shopkeeper check-portable transforms
	$(BIN)/shopkeeper dictionary docs/dictionary.md --check

docs: .venv/ready  ## write docs/dictionary.md
	$(BIN)/shopkeeper dictionary docs/dictionary.md

bench: bench-night bench-identity bench-value bench-relationship bench-privacy  ## slow evidence, in benchmarks/results

bench-night: .venv/ready  ## nights of 2,000, 20,000 and 200,000 customers
	$(BIN)/python -m benchmarks.night

DATA ?=
TRUTH ?=
SETS ?= febrl3 febrl4 chinese churn incremental million
bench-identity: .venv/ready  ## who is who, held to known truth; DATA=FILE TRUTH=COLUMN tries another file of persons
	$(BIN)/python -m benchmarks.identity $(if $(DATA),--data "$(DATA)" --truth "$(TRUTH)",$(SETS))

.lifetimes-env/ready: benchmarks/lifetimes.txt
	$(PYTHON) -m venv .lifetimes-env
	.lifetimes-env/bin/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/lifetimes.txt
	@touch $@

bench-value: .venv/ready .lifetimes-env/ready  ## a million lifetime values beside lifetimes 0.11.3
	$(BIN)/python -m benchmarks.value --full --lifetimes .lifetimes-env/bin/python

bench-relationship: .venv/ready  ## the relationship of a million customers
	$(BIN)/python -m benchmarks.relationship

bench-privacy: .venv/ready  ## gate, recoders, meters and consent
	$(BIN)/python -m benchmarks.privacy
	FUZZED_RELEASES=1000 $(BIN)/python -m pytest -q tests/warehouse/release/test_fuzzed.py

clean:  ## forget the sample's data and state, keep the environment
	rm -rf $(COMPANY)/data $(COMPANY)/var
