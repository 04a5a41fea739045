# Every command here works on a bare Debian 12 or newer with python3 and make.
# All that it downloads, builds and stores lies in .cache; "make clean" removes it.

PYTHON ?= python3
ARGS ?=
DESK = PYTHONPATH=bin $(PYTHON) -m desk
export ORDERS PORT SERVE
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.PHONY: help run test test-odoo bench lint format pot wheel dump stop clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: ## a running Odoo with real orders on localhost:8069 (ORDERS=all, PORT=8070, SERVE=0 only prepares)
	@$(DESK) run

test: ## all tests, in a real browser too (ARGS="-k name" or a file for some of them)
	@$(DESK) test $(ARGS)

test-odoo: ## Odoo's own tests of sales and deliveries, with the addon installed
	@$(DESK) test-odoo $(ARGS)

bench: ## what verifying and confirming cost: times, ratios, queries (ARGS=claims for one of them)
	@$(DESK) bench $(ARGS)

lint: ## ruff, pylint-odoo, prettier, eslint and the house's numbers
	@$(DESK) lint

format: ## let ruff, prettier and eslint correct what they can
	@$(DESK) format

pot: ## bring the terms to translate up to date
	@$(DESK) pot

wheel: ## build the addon's wheel into dist
	@$(DESK) wheel

dump: ## keep a database of this version for the upgrade tests (once, at its release)
	@$(DESK) dump

stop: ## stop the project's PostgreSQL
	@$(DESK) stop

clean: ## stop it and remove everything that was made
	@$(DESK) clean
