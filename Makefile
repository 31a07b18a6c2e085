# The index of everything one can do here. Each line is one command; the code behind it is `cargo xtask` or scripts/.
.PHONY: audit package bench demo test setup assets web build serve check conformance pictures shared

demo: build   ## three whole checks against a server of our own: a live person, a flat print, an injected video
	./target/release/catchlight demo

test: assets web ## every test that needs nothing but this repository, then real clients and a browser
	cargo xtask test
	cargo conformance --quick

setup:        ## install what the build needs on Debian (does nothing when all is there)
	./scripts/setup-debian.sh

assets: setup ## fetch and convert the nets from their pinned npm packages
	cargo xtask assets

web: assets   ## the check page, with everything it loads beside it
	cargo xtask web

build: web    ## the catchlight binary, release
	cargo build --release --locked

serve: build  ## a server on this machine; prints one address that opens its console, and how to reach and trust it
	./target/release/catchlight serve --sign-in-link

check: setup  ## formatting, lints with warnings denied, imports, file sizes, docs
	cargo xtask check

package: setup ## the crates that can be published, packed and then built from nothing but their packages
	cargo package --locked -p catchlight-types -p catchlight-wire -p catchlight-recording -p catchlight-client

audit: setup  ## what the registry knows against the npm packages of the lock files
	cargo xtask audit

conformance: build ## real AWS clients and a real browser, one line a case
	cargo conformance

pictures: build ## the pictures of the pages in docs/images, drawn anew
	cargo conformance --gallery docs/images

bench:        ## what a check costs, stage by stage and against the length of its video; decoding; the wire
	cargo bench --profile release --locked -p catchlight-engine -p catchlight-media -p catchlight-wire

shared:       ## recordings and media that are not part of this repository, where they lie beside it
	cargo xtask shared ../shared
