#!/bin/sh
# Packages with clear terms → a folder of the music and sounds that recorded.py and compositions.py read.
#
#     sh training/speech/sounds.sh FOLDER
set -eu
mkdir -p "$1"
cd "$1"
for name in freedoom sonic-pi-samples fretsonfire-songs-sectoid; do
    [ -e "$name" ] || { apt-get download "$name"; dpkg -x "$name"_*.deb "$name"; }
done
python=${PYTHON:-python}
[ -e arcade ] || { "$python" -m pip download --no-deps arcade==3.3.3; "$python" -m zipfile -e arcade-*.whl arcade; }
