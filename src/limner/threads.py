"""A process of ours computes with one thread, as another session has the next core.

OpenBLAS, which numpy multiplies with, shares larger products among all cores, and its threads wait for the next one by spinning. For
portraits whose mesh is a little larger this doubled what a picture costs (18.8 ms of CPU, not 9.1) and made none sooner. It reads its
setting when numpy is loaded, so a process has it in its environment, or sets it first.
"""

from __future__ import annotations

import os

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def compute_with_one() -> None:
    """To be called before numpy is imported. What the environment says already stays."""
    os.environ.update({**ONE_THREAD, **os.environ})
