#!/usr/bin/env bash
# Debian packages that tests and training use. The product runs without them and says what is missing.
set -eu
missing=()
for package in libopenslide0 chromium fonts-noto-cjk; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
