# Everything a person does here is one word; `make` alone lists the words.
# Needs: Python 3.11 to 3.13, with its venv module, and a package index. Nothing else.

BIN := .venv/bin
# What the tests run against beyond the project itself: extras, a browser's driver, servers, BI clients.
TESTED := --all-extras --group mlflow-server --group browser --group clients

# dbt finds the project from any folder, keeps its statistics to itself, and never waits for a key.
export DBT_PROJECT_DIR := $(CURDIR)
export DBT_PROFILES_DIR := $(CURDIR)
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help setup build dashboard test check bench clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.synced  ## install exactly what uv.lock says into .venv

build: setup  ## make the demo data if absent, then `dbt build`: every table, test and score
	@$(BIN)/dbt build
	@echo "The publication is in published/: see it with $(BIN)/mainstay at-risk, or $(BIN)/mainstay ladder."

dashboard: setup  ## make the pages of the publication: dashboard/index.html
	@$(BIN)/uv sync --quiet --frozen --inexact --extra dashboard
	@$(BIN)/mainstay dashboard

test: setup  ## run the Python tests
	@$(BIN)/uv sync --quiet --frozen $(TESTED)
	@sh .ci/browser
	@$(BIN)/pytest -q

check: setup  ## lint, types, layers, SQL style, YAML, dbt deprecations, conventions
	@sh .ci/check

bench: setup  ## measure the speed of what a day needs
	@$(BIN)/uv sync --quiet --frozen --group bench
	@$(BIN)/python -m benchmarks

clean:  ## remove what can be made again (not data/ and not published/)
	@rm -rf target logs .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find apps benchmarks ml operations simulator tests warehouse -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.synced: uv.lock pyproject.toml
	@sh .ci/setup
