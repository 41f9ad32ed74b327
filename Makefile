# The two commands: `make run` and `make test`. Both do their own set-up and can be repeated.
SHELL := /bin/bash
BUILD := swift build
BIN := .build/debug/redress
SOURCES := $(shell find Package.swift Sources Plugins sql Playbooks -type f 2>/dev/null)

.PHONY: run test setup build release bench crash fuzz lint clean

run: setup $(BIN)
	@exec $(BIN) up --demo --exit-with-parent $(ARGS)

# Sixteen tests at once: with all of them started together, one that waits for a lock or a connection waits behind
# the computing of hundreds of others, and its limits measure the queue.
test: setup
	swift build --build-tests
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-16} swift test --skip-build --parallel
	$(BIN) playbook lint Playbooks
	$(BIN) playbook test Playbooks

setup:
	@scripts/setup

build: setup $(BIN)

# Only when a source is newer: a build that has nothing to do still costs seconds.
$(BIN): $(SOURCES)
	$(BUILD) --product redress
	@touch $(BIN)

# What a desk installs: optimised, with Swift's own libraries inside, so that its machine needs none of them.
release: setup
	swift build -c release --static-swift-stdlib --product redress

lint:
	swift format lint --strict -r Package.swift Sources Tests Plugins sql Playbooks Benchmarks/Package.swift Benchmarks/Sources Fuzz/Package.swift Fuzz/Sources

bench: setup
	cd Benchmarks && swift build -c release --static-swift-stdlib && .build/release/redress-bench

# Kills sealer, signer and server at random points under load, so many times.
ROUNDS ?= 200
crash: setup
	swift build --build-tests
	REDRESS_CRASH_ROUNDS=$(ROUNDS) swift test --skip-build --filter CrashTests

# Each of the three targets so many seconds; see Fuzz/README.md.
fuzz: setup
	Fuzz/run $(or $(SECONDS_EACH),60)

clean:
	rm -rf .build
