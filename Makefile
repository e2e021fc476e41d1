# Two commands for a newcomer: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
COMPANY := examples/corner_shop
CUSTOMERS ?= 2000
NIGHTS ?= 3
LAST_DAY := 2026-06-30

.PHONY: run crm-env test check bench bench-value docs clean sample

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

test: .venv/ready  ## the whole suite, whole nights of real companies included
	$(BIN)/python -m pytest -n 2 --dist loadfile

.crm-env/ready: tests/crm/requirements.txt
	$(PYTHON) -m venv .crm-env
	.crm-env/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/crm/requirements.txt
	@touch $@

crm-env: .crm-env/ready  ## a real CRM (Tryton) in an environment of its own, for tests/crm

check: .venv/ready  ## format, lint, types, imports, SQL, dictionary
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar transforms warehouse/views
	$(BIN)/shopkeeper check-portable transforms
	$(BIN)/shopkeeper dictionary docs/dictionary.md --check

docs: .venv/ready  ## write docs/dictionary.md
	$(BIN)/shopkeeper dictionary docs/dictionary.md

bench: .venv/ready  ## slow evidence, recorded in benchmarks/results
	$(BIN)/python -m benchmarks.night

LIFETIMES ?= lifetimes/bin/python
bench-value: .venv/ready  ## a million lifetime values beside lifetimes 0.11.3, whose interpreter is LIFETIMES
	$(BIN)/python -m benchmarks.value --full --lifetimes $(LIFETIMES)

clean:  ## forget the sample's data and state, keep the environment
	rm -rf $(COMPANY)/data $(COMPANY)/var
