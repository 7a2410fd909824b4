"""Networks of finetune.py and gates of gate.py → the file the engine reads: src/limner/data/ear.npz.

python training/speech/join.py OUT.npz --nets NET.npz … --gates GATE.npz …
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--nets", type=Path, nargs="+", required=True)
    parser.add_argument("--gates", type=Path, nargs="+", required=True)
    args = parser.parse_args()
    weights: dict[str, np.ndarray] = {}
    for prefix, files in (("", args.nets), ("gate", args.gates)):
        for k, file in enumerate(files):
            # What all networks share, such as how wide an ordinary mouth opens, has no layer in its name.
            weights |= {f"{prefix}{k}/{name}" if "." in name else name: value for name, value in np.load(file).items()}
    np.savez_compressed(args.out, **weights)  # type: ignore[arg-type]
    print(f"{args.out}: {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
