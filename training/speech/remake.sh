#!/bin/sh
# Nothing → the ear: every command of README.md in a row.
#
#     sh training/speech/remake.sh FACES SCRATCH [OUT.npz [SCALE]]      SCALE .02 tries every step and hand-over in minutes
#     WITHOUT="ID ID" sh training/speech/remake.sh …                    leave people out, to be measured on them
#
# OUT is src/limner/data/ear.npz unless given. What SCRATCH holds already of the generated speech is kept.
set -eu
faces=$1 work=$2 out=${3:-src/limner/data/ear.npz} scale=${4:-1}
here=$(dirname "$0") python=${PYTHON:-python}
export OMP_NUM_THREADS=1
steps() { "$python" -c "print(max(12, round($1 * $scale)))"; }
without=${WITHOUT:+--without $WITHOUT}
mkdir -p "$work"
run() { echo "== $*"; "$python" "$here/$@"; }

run generate.py "$work/speech" --scale "$scale"
voices=$work/kokoro-js-1.2.1.tgz
[ -e "$voices" ] || (cd "$work" && npm pack kokoro-js@1.2.1)
run speak.py "$voices" "$work/natural" --scale "$scale" --part 0/2 &
other=$!
run speak.py "$voices" "$work/natural" --scale "$scale" --part 1/2
wait "$other"
run prepare.py "$work/speech" "$work/natural" "$work/prepared.npz" --scale "$scale"
run deepen.py "$work/speech" "$work/natural" "$work/deep.npz" --scale "$scale"
# shellcheck disable=SC2086  # several identities are several words
run teach.py "$work/deep.npz" "$faces" "$work/taught.npz" --scale "$scale" $without
run pretrain.py "$work/prepared.npz" "$work/phones.pt" --steps "$(steps 5000)" --lead 0
run finetune.py "$work/phones.pt" "$work/prepared.npz" "$work/taught.npz" "$faces" -o "$out" --scale "$scale" $without
sh "$here/sounds.sh" "$work/sounds"
run gate.py "$work/speech" "$work/natural" "$faces" "$work/sounds" "$out" --scale "$scale" $without
run evaluate.py "$out" "$faces" ${WITHOUT:+--only $WITHOUT}
