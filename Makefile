# Every target does its own set-up: a virtual environment in .venv, and the Pulumi engine, which is
# kept outside the checkout. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=
BENCH_ARGS ?=

# The engine and the environment come first on PATH: Pulumi takes the `python3` that it finds there.
ENGINE = $$($(PYTHON) tools/engine/engine.py --link-into $(BIN))
WITH_ENGINE = engine="$(ENGINE)" && PATH="$(CURDIR)/$(BIN):$$engine:$$PATH"

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/.ready: pyproject.toml constraints.txt
	@echo "setup: making $(VENV) and installing the package (about 30 seconds) ..."
	@$(PYTHON) tools/make_venv.py $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

.PHONY: setup
setup: $(BIN)/.ready ## Make .venv with the package, and get the Pulumi engine.
	@$(WITH_ENGINE) && echo "setup: done. Next: . $(BIN)/activate"

.PHONY: demo
demo: $(BIN)/.ready ## Buy, drift, repair: the real engine on a simulated Invoca account.
	@$(WITH_ENGINE) $(BIN)/python tools/demo.py

TERRAFORM = $$($(PYTHON) tools/engine/opentofu.py)

.PHONY: demo-terraform
demo-terraform: $(BIN)/.ready ## The same on OpenTofu or Terraform; OpenTofu is built where neither is.
	@engine="$(TERRAFORM)" && $(BIN)/python tools/demo_terraform.py "$$engine"

# Tests on the engine wait as much as they work: twice as many at once as there are cores.
RUN_TESTS = browser="$$($(BIN)/python tools/browser.py)" && \
	{ $(PYTHON) tools/engine/yaml_host.py || echo "test: the tests of YAML programs are skipped"; } && \
	workers="$$($(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))')" && \
	terraform="$(TERRAFORM)" && export PROMO_NUMBERS_TERRAFORM="$$terraform" && \
	$(WITH_ENGINE) $(BIN)/python -m pytest -n "$$workers" --dist worksteal $$browser

# Of the tests that run an engine, a desk has those that go with a number through each face.
AT_A_DESK = not wide and (not engine or journey)

.PHONY: test
test: $(BIN)/.ready ## Every rule, and a journey through each face on the real engines.
	@echo "test: about 6 minutes on two cores, once the engines are there"
	@$(RUN_TESTS) -m "$(AT_A_DESK)" $(PYTEST_ARGS)

.PHONY: test-wide
test-wide: $(BIN)/.ready ## All others: on the engines, on other forges, backends, SDKs, seeds, sizes.
	@echo "test-wide: about 45 minutes on two cores, once the engines are there"
	@$(BIN)/python tools/office.py
	@$(RUN_TESTS) -m "not ($(AT_A_DESK))" --durations=25 $(PYTEST_ARGS)

.PHONY: crash-matrix
crash-matrix: $(BIN)/.ready ## Every crash, and random histories, on a model and on the real engine (hours).
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.model_matrix
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories model 1 5000
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories plugin 1 5000
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories moving-over 1 1000
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories picked 1 1000
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories picked-plugin 1 1000
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories two-stacks 1 300
	@$(BIN)/python -m tests.crash.histories terraform 1 2000
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.engine_matrix
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories real 1 100
	@$(WITH_ENGINE) $(BIN)/python -m tests.crash.histories real-plugin 1 50
	@$(BIN)/python -m tests.terraform.crash
	@engine="$(TERRAFORM)" && PROMO_NUMBERS_TERRAFORM="$$engine" $(BIN)/python -m tests.terraform.engine_crash

.PHONY: mutation
mutation: $(BIN)/.ready ## Break the purchase protocol in small ways; see its tests go red (hours).
	@$(BIN)/python tools/mutation.py

.PHONY: dist-terraform
dist-terraform: $(BIN)/.ready ## The Terraform provider for this platform as a zip, tried, and checksums.
	@$(BIN)/python tools/dist_terraform.py

$(BIN)/.bench-ready: $(BIN)/.ready
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

.PHONY: bench
bench: $(BIN)/.bench-ready ## Ours, naive, the limit: time and memory (an hour; BENCH_ARGS=--quick: 2 minutes).
	@$(if $(filter terraform,$(BENCH_ARGS)),terraform="$(TERRAFORM)" && export PROMO_NUMBERS_TERRAFORM="$$terraform" &&) \
		$(WITH_ENGINE) $(BIN)/python -m bench $(BENCH_ARGS)

.PHONY: lint
lint: $(BIN)/.ready ## Format, lint, types, import directions.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy provider bench tools/engine/engine.py tools/demo.py tools/demo_terraform.py tools/dist_terraform.py
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/lint-imports --no-cache

.PHONY: format
format: $(BIN)/.ready ## Format the code and fix what can be fixed.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: schema
schema: $(BIN)/.ready ## Rewrite the JSON Schemas and docs/reference.md.
	@$(BIN)/invoca schema > stacks/campaign.schema.json
	@cp stacks/campaign.schema.json provider/invoca_cli/starting/project/stacks/
	@$(BIN)/invoca drift --schema > docs/drift.schema.json
	@$(BIN)/invoca plan --schema > docs/plan.schema.json
	@$(BIN)/python tools/reference.py > docs/reference.md

.PHONY: clean
clean: ## Remove .venv and what tests and builds left behind.
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
