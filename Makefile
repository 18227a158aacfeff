# The front door: `make` shows what there is.

.DEFAULT_GOAL := help
.PHONY: help demo build release test lint format docs soak fuzz sanitize bench-headers bench-archive bench-deidentification clean
SWIFT_SOURCES := Package.swift Sources Tests Fuzz Benchmarks
PROGRAM       := .build/release/mosaic
LIBRARIES     := DICOM DICOMPixels DICOMNetwork Deidentification Ledger

help:  ## show this list
	@printf 'Mosaic: a federation of cancer imaging archives.\n\n'
	@sed -nE 's/^([a-z-]+): *[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
	    printf '  make %-22s %s\n' "$$name" "$$what"; done
	@printf '\n  make demo DATA=dir   the demo on your own DICOM, any depth, mixed with other files\n'
	@printf '  make demo KEEP=1     leaves the hub and the nodes up, prints the address and the sign-ins\n'
	@printf '  make test FILTER=x   only the tests whose name matches x\n'

demo: release  ## a hub and three nodes on this machine, the whole loop, then the summary
	@$(PROGRAM) demo $(if $(DATA),--data "$(DATA)") $(if $(KEEP),--keep)

build:  ## build everything for development
	@scripts/bootstrap
	swift build --build-tests

release:  ## build the program `mosaic`, optimised
	@scripts/bootstrap
	@$(MAKE) --no-print-directory $(PROGRAM)

# Asked only when a source is newer: the package manager compiles Hummingbird again at every call, which takes 40 seconds.
$(PROGRAM): Package.swift $(shell find Sources -type f)
	@[ -e $@ ] || echo 'First release build: about 20 minutes on two cores, later ones less than one.'
	swift build -c release --product mosaic
	@touch $@

test:  ## install what tests need, check style, build without a warning, run all tests
	@scripts/bootstrap --tests
	@scripts/venv
	@$(MAKE) --no-print-directory lint
	scripts/build-without-warnings --build-tests
ifdef FILTER
	swift test --skip-build --parallel --disable-xctest --filter "$(FILTER)"
else
	# Three runs: what measures time and what starts programs is not crowded out by hundreds of tests that compute.
	swift test --skip-build --parallel --disable-xctest --skip '^(Interoperability|DICOMNetworkTests)\.'
	swift test --skip-build --parallel --disable-xctest --filter '^DICOMNetworkTests\.'
	swift test --skip-build --parallel --disable-xctest --filter '^Interoperability\.'
endif

lint:  ## check the style of every Swift file
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format:  ## put every Swift file into that style
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

docs:  ## documentation of the library products, as web pages
	@scripts/bootstrap
	swift package --disable-sandbox generate-documentation --warnings-as-errors $(LIBRARIES:%=--target %)

soak: release  ## 64 senders at a node for two minutes, some cut off: nothing acknowledged lost, memory bounded
	@scripts/bootstrap --tests
	@scripts/venv
	.venv/bin/python Tests/Soak/archive_soak.py $(SOAK)

fuzz:  ## fuzz the parsers, ten minutes each (SECONDS=n for another time)
	@scripts/venv
	for target in File JSON Stream PDU; do scripts/fuzz $$target $(or $(SECONDS),600) || exit 1; done

sanitize:  ## unit tests under the address and the thread sanitizer
	@scripts/bootstrap
	scripts/sanitize

bench-headers:  ## parse headers beside pydicom and dcmdump; appends to Benchmarks/RESULTS.md
	@scripts/bootstrap --tests
	@scripts/venv
	swift build -c release --product mosaic-benchmark
	Benchmarks/headers/run

bench-archive: release  ## receive, search and serve beside Orthanc; appends to Benchmarks/RESULTS.md
	@scripts/bootstrap --tests
	@scripts/venv
	.venv/bin/python Benchmarks/archive/bench_archive.py $(BENCH)

bench-deidentification: release  ## identifiers left and speed beside four other tools; appends to Benchmarks/RESULTS.md
	@scripts/bootstrap --tests
	@scripts/venv .venv-bench Benchmarks/deidentification/requirements.txt
	.venv-bench/bin/python Benchmarks/deidentification/bench_deidentification.py $(BENCH)

bench-cohorts: release  ## count cohorts beside DuckDB and SQLite, at full size, over many nodes; appends to Benchmarks/RESULTS.md
	@scripts/venv .venv-cohorts Benchmarks/cohorts/requirements.txt
	.venv-cohorts/bin/python Benchmarks/cohorts/bench_cohorts.py $(BENCH)

clean:  ## remove everything that was built or installed in this folder
	rm -rf .build .build-asan .build-tsan .build-fuzz .venv .venv-bench .venv-cohorts
