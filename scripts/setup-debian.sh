#!/usr/bin/env bash
# Installs the Debian packages that building and testing need; says nothing and does nothing when all are there.
set -euo pipefail

packages=(libvpx-dev pkg-config g++ ffmpeg chromium fonts-dejavu-core python3-venv ruby-aws-sdk-core
    ca-certificates openssl)
# Node often comes from elsewhere than Debian.
command -v npm >/dev/null || packages+=(nodejs npm)

missing=()
for package in "${packages[@]}"; do
    state=$(dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    [ "$state" = "ii " ] || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

run=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup: run as root, or install: ${missing[*]}" >&2; exit 1; }
    run=(sudo)
fi
echo "setup: installing ${missing[*]}"
"${run[@]}" apt-get update -qq
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
