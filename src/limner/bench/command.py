"""`limner bench …`: each subcommand is a thin door to one measurement, which is imported inside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from limner.options import DEMO, FILE, QUALITY

if TYPE_CHECKING:
    from limner.engine.render.quality import Level

AS_JSON = click.option("--json", is_flag=True, hidden=True, expose_value=False)  # they print nothing else


@click.group()
def bench() -> None:
    """Measure; every benchmark prints one JSON line."""


@bench.command()
@click.argument("portraits", nargs=-1, type=FILE)
@click.option("--speech", type=FILE, default=DEMO / "speech.mp3", help="What they say; the bundled speech otherwise.")
@click.option("--seconds", default=12.0, show_default=True, help="How much of it, for each portrait.")
@click.option("--testcard", is_flag=True, help="Without a face: what everything else costs.")
@QUALITY
@AS_JSON
def tick(portraits: tuple[Path, ...], speech: Path, seconds: float, testcard: bool, quality: Level) -> None:
    """CPU milliseconds of one frame, by stage, talking and idle."""
    from limner.bench.tick import bench_tick

    chosen = () if testcard else portraits or (DEMO / "portrait.jpg",)
    click.echo(json.dumps(bench_tick(chosen, speech, seconds=seconds, quality=quality)))


@bench.command()
@click.option("--portrait", type=FILE, default=DEMO / "portrait.jpg", help="Who is shown; the bundled portrait otherwise.")
@click.option("--speech", type=FILE, default=DEMO / "speech.mp3", help="What it says; the bundled speech otherwise.")
@click.option("--seconds", default=300.0, show_default=True, help="How long pictures a second and freezes are counted.")
@click.option("--url", help="A running server; otherwise two of our own, one with the face and one with the test card.")
@click.option("--key", default="bench", help="An API key of --url.")
@AS_JSON
def latency(portrait: Path, speech: Path, seconds: float, url: str | None, key: str) -> None:
    """What a viewer in headless Chromium waits for, and how picture and sound fit, in milliseconds."""
    from limner.bench.latency import bench_latency

    click.echo(json.dumps(bench_latency(portrait.read_bytes(), speech.read_bytes(), seconds=seconds, url=url, key=key)))


@bench.command()
@click.option("--sessions", type=click.IntRange(1, 256), help="Only so many; otherwise more and more, until they do not hold.")
@click.option("--portrait", type=FILE, default=DEMO / "portrait.jpg", help="Who talks; the bundled portrait otherwise.")
@click.option("--speech", type=FILE, default=DEMO / "speech.mp3", help="What they say, again and again.")
@click.option("--seconds", default=15.0, show_default=True, help="How long each number of sessions is watched.")
@AS_JSON
def load(sessions: int | None, portrait: Path, speech: Path, seconds: float) -> None:
    """How many talking avatars this machine holds at 25 pictures a second, and what one costs."""
    from limner.bench.load import bench_load

    click.echo(json.dumps(bench_load(portrait.read_bytes(), speech.read_bytes(), sessions=sessions, seconds=seconds)))


@bench.command()
@click.argument("clips", nargs=-1, type=FILE, required=True)
@click.option("--every", default=3, show_default=True, help="Measure one of so many runs of three frames.")
@click.option("--sheets", type=click.Path(file_okay=False, path_type=Path), help="Folder for pictures of real above rendered.")
@AS_JSON
def likeness(clips: tuple[Path, ...], every: int, sheets: Path | None) -> None:
    """Real CLIPS against the renderer: first frame as portrait, the clip's own landmarks (NAME.npz or found) as motion."""
    from limner.likeness import likeness as measure
    from limner.likeness import mean_line

    if sheets:
        sheets.mkdir(parents=True, exist_ok=True)
    lines = []
    for clip in clips:
        lines.append(measure(clip, every=every, sheet=sheets / f"{clip.stem}.png" if sheets else None))
        click.echo(json.dumps(lines[-1]))
    click.echo(json.dumps(mean_line(lines)))
