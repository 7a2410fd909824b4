"""What several subcommands of `limner` share: kinds of arguments, options, where the bundled portrait and speech are."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

DEMO = Path(str(resources.files("limner") / "data/demo"))
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
FIT = click.option(
    "--fit",
    type=click.Choice(["auto", "cover", "contain"]),
    default="auto",
    show_default=True,
    help="How the picture fills the frame: about the face; cut to cover it; whole, with the sides filled.",
)
QUALITY = click.option(
    "--quality",
    type=click.Choice(["low", "standard", "high"]),
    default="standard",
    show_default=True,
    help="How finely the face is drawn, as for `limner serve`.",
)
BACKGROUND = click.option(
    "--background", default="keep", show_default=True, help="keep, blur, green, a colour such as #203040, or a picture file."
)
