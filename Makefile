# The front door: `make` shows what there is.

.DEFAULT_GOAL := help
.PHONY: help demo build release test lint format docs clean
SWIFT_SOURCES := Package.swift Sources Tests
PROGRAM       := .build/release/mosaic
LIBRARIES     := DICOM DICOMPixels Deidentification Ledger

help:  ## show this list
	@printf 'Mosaic: a federation of cancer imaging archives.\n\n'
	@sed -nE 's/^([a-z]+): *[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
	    printf '  make %-8s %s\n' "$$name" "$$what"; done
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
	swift test --skip-build --parallel --disable-xctest $(if $(FILTER),--filter "$(FILTER)")

lint:  ## check the style of every Swift file
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format:  ## put every Swift file into that style
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

docs:  ## documentation of the library products, as web pages
	@scripts/bootstrap
	swift package --disable-sandbox generate-documentation --warnings-as-errors $(LIBRARIES:%=--target %)

clean:  ## remove everything that was built or installed in this folder
	rm -rf .build .venv
