#!/bin/sh
# A fresh environment of the server → one JSON line: seconds to install it, megabytes on disk. Needs a package index.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
env=$(mktemp -d)
trap 'rm -rf "$env"' EXIT
begun=$(date +%s)
PYTHONDONTWRITEBYTECODE=1 python3 -m venv "$env"
"$env/bin/pip" install -q --no-compile --disable-pip-version-check -c "$here/constraints.txt" "$here[server]"
"$env/bin/pip" uninstall -q -y --disable-pip-version-check setuptools 2>/dev/null || true
ended=$(date +%s)
echo "{\"bench\": \"install\", \"seconds\": $((ended - begun)), \"megabytes\": $(du -sm --apparent-size "$env" | cut -f1)}"
