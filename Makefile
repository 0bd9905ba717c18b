# Everything there is to remember: make run, make test, make bench, make fuzz, make soak, make format,
# make install, make dist.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# One file that needs nothing where it runs, and starts in a third of the time that a dynamic linker takes.
RELEASE = -c release -Xswiftc -static-executable -Xlinker -s \
  -Xlinker -lbsd -Xlinker -lmd -Xlinker -ltinfo
PACKAGES = libedit-dev libmd-dev libssl-dev libyaml-dev libsqlite3-dev
TEST_PACKAGES = python3-html5lib python3-lark python3-yaml python3-ruamel.yaml nodejs node-js-yaml golang-go \
  golang-gopkg-yaml.v3-dev
BINARY = $$($(SWIFT) build -c release --show-bin-path)/gamut

.PHONY: run test format install dist soak fuzz bench setup build

# The main job on a fresh machine: system packages, the release binary, a first ranking.
run: build
	@"$(BINARY)" demo
	@command -v gamut >/dev/null || \
	  echo "gamut is not on your PATH yet: make install PREFIX=\$$HOME/.local, or take $(BINARY)"

# Builds everything and runs every test and check.
test: PACKAGES += $(TEST_PACKAGES)
test: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

# The same tests where more is better: seeds of the simulated scheduler, kills of a real coordinator.
soak: setup
	$(SWIFT) build --build-tests -c release -Xswiftc -enable-testing
	GAMUT_SOAK_SEEDS=1000000 GAMUT_SOAK_KILLS=200 \
	  $(SWIFT) test --skip-build -c release --filter 'SimulationTests|CrashTests'

# Everything against the clock, beside yardsticks that run in the same rounds. Load and machine are
# printed: the figures are for them.
BENCH = .build/bench/release
bench: build
	@for product in bench-language bench-plan bench-backtest bench-execution bench-engine bench-repl job spawn grid walk; do \
	  GAMUT_BENCH=1 $(SWIFT) build -c release --static-swift-stdlib --scratch-path .build/bench \
	    --product $$product || exit; \
	done
	@uname -mr; nproc; cat /proc/loadavg
	@$(BENCH)/bench-language
	@folder=$$(mktemp -d /dev/shm/gamut-bench.XXXXXX) && \
	  $(BENCH)/bench-backtest $(BENCH)/job $$folder "$$(realpath "$(BINARY)")" && \
	  $(BENCH)/bench-plan "$(BINARY)" $(BENCH)/grid $(BENCH)/walk $$folder && \
	  $(BENCH)/bench-execution "$$(realpath "$(BINARY)")" "$(CURDIR)/$(BENCH)/spawn" \
	    "$(CURDIR)/$(BENCH)/bench-engine" $$folder && \
	  $(BENCH)/bench-repl "$$(realpath "$(BINARY)")" $$folder; rm -r $$folder

# The language and the readers of documents under libFuzzer and AddressSanitizer, FUZZ_SECONDS long each
# (default: ten minutes). What they find is kept in .build/fuzz; a finding becomes a file in
# Tests/Fuzz/Saved and is fixed.
FUZZ_SECONDS ?= 600
FUZZ = .build/fuzz
fuzz: setup
	@for product in fuzz-language fuzz-documents fuzz-prices; do \
	  GAMUT_FUZZ=1 $(SWIFT) build -c release --scratch-path $(FUZZ) --product $$product \
	    -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld || exit; \
	done
	mkdir -p $(FUZZ)/programs $(FUZZ)/documents $(FUZZ)/prices
	@awk 'BEGIN { RS = "\n---\n" } { n++; f = "$(FUZZ)/programs/chunk" n; print > f; close(f) }' \
	  Tests/Corpus/*.gamut
	cp -f examples/*.gamut Tests/LanguageTests/Formatting/*.gamut $(FUZZ)/programs/
	cp -f Tests/Fuzz/Saved/*.gamut $(FUZZ)/programs/
	find examples Tests \( -name '*.yaml' -o -name '*.json' \) -size -8k \
	  -exec cp -f {} $(FUZZ)/documents/ \;
	cp -f Tests/BacktestTests/Data/Import/* $(FUZZ)/prices/
	cd $(FUZZ) && export LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Fuzz/once.supp && \
	  release/fuzz-language programs -dict=$(CURDIR)/Tests/Fuzz/words.dict -max_len=4096 \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=30 -rss_limit_mb=2048 -print_final_stats=1 && \
	  release/fuzz-documents documents -max_len=4096 \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=30 -rss_limit_mb=2048 -print_final_stats=1 && \
	  release/fuzz-prices prices -max_len=2048 \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=30 -rss_limit_mb=2048 -print_final_stats=1

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$(BINARY)" "$(DESTDIR)$(PREFIX)/bin/gamut"

# dist/gamut-VERSION-MACHINE.tar.gz with the binary, the README, the examples and the licence.
dist: build
	@rm -rf dist && mkdir -p dist
	@version=$$("$(BINARY)" --version); name="gamut-$$version-$$(uname -m)"; \
	  mkdir "dist/$$name" && cp "$(BINARY)" README.md LICENSE "dist/$$name/" && \
	  cp -R examples "dist/$$name/" && \
	  tar -C dist -czf "dist/$$name.tar.gz" "$$name" && rm -r "dist/$$name" && \
	  echo "dist/$$name.tar.gz"

# What is left out: the linker's warnings of functions in archives that nothing here calls.
build: SHELL = /bin/bash -o pipefail
build: setup
	$(SWIFT) build $(RELEASE) --product gamut 2>&1 | sed '/: warning: /{/statically linked applications/d;/is dangerous/d}'

# Installs the missing system packages: as root, or where sudo asks nothing; else says what to type.
setup:
	@missing=""; \
	for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || \
	    missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then as=""; \
	  elif sudo -n true 2>/dev/null; then as="sudo -n "; \
	  else echo "missing system packages; type:"; \
	    echo "  sudo apt-get update && sudo apt-get install -y$$missing"; exit 1; fi; \
	  echo "$${as}apt-get update && $${as}apt-get install -y --no-install-recommends$$missing"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  $${as}apt-get update -qq && \
	    $${as}apt-get install -y -qq --no-install-recommends$$missing >/dev/null; \
	fi
