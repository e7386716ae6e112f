# The menu. Each line says what happens; the work is in scripts/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run tour build test check lint format bench docs coverage fuzz crash clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build and serve the pages and the API at http://127.0.0.1:8080
	@scripts/run.sh

tour: ## build, then score, explain, rank and try a what-if on an example population
	@scripts/tour.sh

build: ## the program as it is shipped: one file
	@scripts/build.sh release

test: ## build once and run all tests
	@scripts/test.sh

check: ## what a change must pass: lint, current reference pages and all tests
	@scripts/check.sh

lint: ## style and house rules
	@scripts/lint.sh

format: ## put the sources into the house style
	@swift format format --in-place --parallel --recursive Sources Tests Fuzz Package.swift && echo "format: done"

bench: ## measure the engine, whole rankings and the web service
	@scripts/bench.sh

docs: ## write the reference pages from the program
	@scripts/docs.sh

coverage: ## lines of the law that the tests reach
	@scripts/coverage.sh

fuzz: ## mutated case files for FUZZ_SECONDS (60)
	@scripts/fuzz.sh

crash: ## kill what keeps cases CRASHES (300) times and look at everything afterwards
	@scripts/crash.sh

clean: ## remove this clone's builds and out/
	@rm -rf .build .build-* out && echo "clean: done"
