#!/bin/sh
# Remakes src/limner/data/demo/portrait.jpg and speech.mp3 (NOTICE says where they come from) in a throw-away environment.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
env=$(mktemp -d)
trap 'rm -rf "$env"' EXIT
python3 -m venv "$env"
"$env/bin/pip" install -q hibari-tts==0.2.1 scikit-image==0.25.2 av==18.1.0
"$env/bin/python" "$here/demo_assets.py" "$here/../src/limner/data/demo"
