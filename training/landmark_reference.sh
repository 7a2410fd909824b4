#!/bin/sh
# Remakes tests/data/landmarks: the test portrait, and what MediaPipe itself finds in it and its variants, in a throw-away environment.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
env=$(mktemp -d)
trap 'rm -rf "$env"' EXIT
python3.11 -m venv "$env"
"$env/bin/pip" install -q mediapipe==0.10.21 scikit-image==0.25.2
PYTHONPATH="$here/../tests" "$env/bin/python" "$here/landmark_reference.py" "$here/../tests/data/landmarks"
