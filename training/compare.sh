#!/bin/sh
# What else moves a mouth from sound, on the same recordings: a table as docs/models/speech.md has it.
#   sh training/compare.sh FACES_FOLDER SCRATCH_FOLDER [--ear EAR.npz] [--only ID …]
# Needs python 3.11, node and npm; everything it installs goes into SCRATCH_FOLDER. About five minutes.
set -e
here=$(cd "$(dirname "$0")" && pwd)
faces=$1
scratch=$2
shift 2
mkdir -p "$scratch"
[ -d "$scratch/venv" ] || python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install -q numpy babel faker soundfile pylipsync==0.2.1 pocketsphinx==5.1.1
npm install --silent --no-audit --no-fund --prefix "$scratch" @met4citizen/headaudio@0.1.0
OMP_NUM_THREADS=1 PYTHONPATH="$here/../src:$here/speech" "$scratch/venv/bin/python" "$here/compare.py" "$faces" "$scratch" "$@"
