#!/bin/sh
# `make setup` in a fresh checkout → one JSON line: seconds it takes, megabytes on disk. Needs a package index.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
git -C "$here" archive HEAD | tar -x -C "$fresh"
begun=$(date +%s)
make -s -C "$fresh" setup >&2
ended=$(date +%s)
echo "{\"bench\": \"install\", \"seconds\": $((ended - begun)), \"megabytes\": $(du -sm --apparent-size "$fresh/.venv" | cut -f1)}"
