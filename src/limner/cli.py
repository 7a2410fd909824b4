"""The `limner` command: each subcommand is a thin door to the part that does the work.

Parts are imported inside the commands, so that `limner --help` stays quick. A `LimnerError` prints as one sentence; bad input ends with
exit code 2, anything that failed on Limner's side with 1.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from limner import __version__
from limner.bench.command import bench
from limner.errors import AudioError, ConfigError, LimnerError, PortraitError
from limner.options import BACKGROUND, FILE, FIT, OUT, QUALITY
from limner.threads import compute_with_one

BAD_INPUT = (AudioError, ConfigError, PortraitError)
if TYPE_CHECKING:
    from limner.config import Config
    from limner.engine.portrait.rig import Rig
    from limner.engine.render.quality import Level
    from limner.engine.types import Fit, Motion


def main() -> None:
    """Entry point of the `limner` script."""
    compute_with_one()
    try:
        commands(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except LimnerError as error:
        click.echo(f"limner: {error.message}", err=True)
        sys.exit(2 if isinstance(error, BAD_INPUT) else 1)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("limner"):
            raise
        what = f"`limner {sys.argv[1]}`" if len(sys.argv) > 1 else "This command"
        click.echo(f"limner: {what} needs the server's packages ({error.name} is missing): pip install 'limner[server]'", err=True)
        sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="limner")
def commands() -> None:
    """A still portrait that talks, live."""


class Settings(click.Command):
    """A command with one flag for each field of Config, unset by default (`config.load` knows the rest); pydantic loads only when asked."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        from limner.config import Config

        own = super().get_params(ctx)  # --help comes last
        file = click.Option(["--config", "file"], type=FILE, help="TOML file with the same names; ./limner.toml is read when there.")
        flags: list[click.Parameter] = [file]
        for name, field in Config.model_fields.items():
            default = "" if field.default in (None, (), 0) or field.default_factory else f" [default: {field.default}]"
            several = field.default == ()  # a list: the flag may be given more than once, or once with commas
            flags.append(
                click.Option(
                    [f"--{name.replace('_', '-')}", name],
                    help=f"{field.description}{default}",
                    metavar="VALUE",
                    multiple=several,
                    callback=(lambda ctx, option, values: ",".join(values) or None) if several else None,
                )
            )
        return flags + own


@commands.command(cls=Settings)
def serve(file: Path | None = None, **flags: str | None) -> None:
    """Serve avatars over WebSocket and WebRTC, and the studio page at /.

    Every flag can also be set as LIMNER_NAME in the environment or as a name in a TOML file.
    """
    from limner.config import load

    _run_server(load(flags, file=file))


def _run_server(config: Config, ready: Callable[[str], None] | None = None) -> None:
    from limner.doctor import check_start

    check_start(config)  # importing and warming up the server takes seconds; say at once what would stop it
    from limner.server.serve import serve as run

    run(config, ready)


@commands.command(cls=Settings)
@click.option("--open/--no-open", "open_page", default=True, help="Open the page in a browser, where there is one.")
def demo(open_page: bool, file: Path | None = None, **flags: str | None) -> None:
    """Serve, and open the studio page: the bundled portrait speaks."""
    from limner.config import load

    config = load(flags, file=file)
    click.echo("Limner warms up; the first time it compiles itself, which takes some seconds more.")
    _run_server(config, _open_page if open_page and sys.stdout.isatty() else None)


def _open_page(url: str) -> None:
    """In a graphical browser, where there is one; beside the server, as some of them take seconds to start."""
    import webbrowser

    def show() -> None:
        with contextlib.suppress(webbrowser.Error):  # none here
            if type(webbrowser.get()) is not webbrowser.GenericBrowser:  # that one would take the terminal
                webbrowser.open(url)

    threading.Thread(target=show, daemon=True).start()


@commands.command()
@click.argument("portrait", type=FILE)
@click.argument("audio", type=FILE)
@click.option("-o", "--out", type=OUT, default="out.mp4", show_default=True, help="Video to write.")
@click.option("--prompt", "text", default="", help="How the avatar shall behave, in plain words.")
@click.option("--seed", default=0, show_default=True, help="Another seed, other blinks and head movements.")
@FIT
@BACKGROUND
@click.option("--renderer", "drawn", default="mesh", show_default=True, help="What draws, as for `limner serve`.")
@QUALITY
@click.option("--json", "as_json", is_flag=True, help="Print frames, seconds and ms per stage as one JSON line; no progress bar.")
def render(
    portrait: Path, audio: Path, out: Path, text: str, seed: int, fit: Fit, background: str, drawn: str, quality: Level, as_json: bool
) -> None:
    """Write a video of PORTRAIT (JPEG, PNG, WebP) saying AUDIO (any audio file)."""
    from limner.engine.behaviour.prompt import parse
    from limner.engine.render.base import drawn_by, open_renderer
    from limner.media.offline import render_file

    rig = _rig(portrait, fit, background)
    sys.path.append("")  # one's own renderer is looked for here, as in the server's workers
    renderer = open_renderer(drawn_by(drawn, quality), rig)
    if not as_json:
        for sentence in rig.notes:
            click.echo(sentence, err=True)
    with click.progressbar(length=1, label=out.name, file=sys.stderr, hidden=as_json) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        summary = render_file(renderer, audio.read_bytes(), out, behaviour=parse(text) if text else None, seed=seed, progress=progress)
    if as_json:
        click.echo(json.dumps({"out": str(out), **summary}))
    else:
        click.echo(f"{out}: {summary['seconds']:.1f} s of video in {summary['total_wall_s']:.1f} s")


@commands.command()
@click.argument("portrait", type=FILE)
@click.option("-o", "--out", type=OUT, default="sheet.png", show_default=True, help="Picture to write.")
@FIT
@BACKGROUND
def sheet(portrait: Path, out: Path, fit: Fit, background: str) -> None:
    """Draw one contact sheet of poses and visemes of PORTRAIT."""
    from PIL import Image

    from limner.engine.render.sheet import contact_sheet

    Image.fromarray(contact_sheet(_rig(portrait, fit, background))).save(out)
    click.echo(out)


@commands.command()
@click.argument("portrait", type=FILE)
@click.argument("motion", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("-o", "--out", type=OUT, default="frame.png", show_default=True, help="Picture to write.")
@FIT
@BACKGROUND
def frame(portrait: Path, motion: tuple[str, ...], out: Path, fit: Fit, background: str) -> None:
    """Draw one frame of PORTRAIT, moved.

    For example: jawOpen=0.6 mouthSmile=1 yaw=-8 gaze_x=0.5. Names are ARKit's blendshapes (without Left or Right: both)
    and the fields of Motion in limner/engine/types.py.
    """
    from PIL import Image

    from limner.engine.render.sheet import render_pose

    Image.fromarray(render_pose(_rig(portrait, fit, background), _motion(motion))).save(out)
    click.echo(out)


def _rig(portrait: Path, fit: Fit, background: str) -> Rig:
    """A picture file, framed, before a background wish or the picture file that it names."""
    from limner.engine.portrait.analyse import analyse

    behind = Path(background).read_bytes() if Path(background).is_file() else None
    return analyse(portrait.read_bytes(), fit=fit, background="keep" if behind else background, behind=behind)


def _motion(words: tuple[str, ...]) -> Motion:
    """("jawOpen=0.6", "yaw=-8") → Motion. A UsageError names the word that does not fit."""
    from limner.engine.types import Motion, shape_weights

    made = Motion()
    weights: dict[str, float] = {}
    for word in words:
        name, _, value = word.partition("=")
        try:
            number = float(value)
            if name != "shapes" and hasattr(made, name):
                setattr(made, name, number)
            else:
                weights |= {name: number}
                shape_weights(**weights)
        except (ValueError, KeyError):
            raise click.UsageError(f"{word!r} is not a motion; write for example jawOpen=0.6 or yaw=-8.") from None
    made.shapes = shape_weights(**weights)
    return made


@commands.command()
@click.argument("portrait", type=FILE)
@click.argument("audio", type=FILE)
@click.option("--url", default="http://localhost:8000", show_default=True, help="Where the server is.")
@click.option("--save", type=OUT, default="said.mp4", show_default=True, help="Video to write.")
@click.option("--prompt", "text", help="How the avatar shall behave, in plain words.")
@click.option("--api-key", default="local", help="A key of the server; one on this machine without keys takes any.")
@click.option("--json", "as_json", is_flag=True, help="Print what happened as one JSON line.")
def say(portrait: Path, audio: Path, url: str, save: Path, text: str | None, api_key: str, as_json: bool) -> None:
    """Record what a viewer of a running server gets when PORTRAIT says AUDIO."""
    import asyncio

    from limner.client import Client
    from limner.client.say import say as run

    summary = asyncio.run(run(Client(url, api_key), portrait, audio, save, text))
    if as_json:
        click.echo(json.dumps(summary))
        return
    for sentence in summary["notes"]:
        click.echo(sentence, err=True)
    click.echo(f"{save}: {summary['seconds']:.1f} s, {summary['pictures']} pictures, connected in {summary['connect_ms']} ms")


@commands.command()
@click.option("--url", default="http://localhost:8000", show_default=True, help="Where the server is.")
@click.option("--key", prompt=True, hide_input=True, help="An API key of it; asked for when it is not given.")
@click.option("--seconds", type=click.IntRange(1, 3600), default=60, show_default=True, help="How long it opens new sessions.")
def token(url: str, key: str, seconds: int) -> None:
    """Ask a server for a short-lived key, fit for a browser."""
    import urllib.error
    import urllib.request

    body = json.dumps({"expiresIn": seconds}).encode()
    headers = {"X-API-KEY": key, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url.rstrip('/')}/v1/client/tokens", body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            click.echo(answer.read().decode())
    except urllib.error.HTTPError as error:
        raise click.ClickException(f"The server refused: {error.read().decode(errors='replace')[:300]}") from None
    except OSError as error:
        raise click.ClickException(f"The server at {url} cannot be reached: {error}.") from None


@commands.command()
@click.argument("text")
@click.option("--enhance/--literal", default=True, show_default=True, help="Read generously, or only what is written.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that was understood as JSON.")
def prompt(text: str, enhance: bool, as_json: bool) -> None:
    """Say what a behaviour prompt is understood as."""
    from limner.engine.behaviour.prompt import parse

    behaviour = parse(text, enhance)
    click.echo(json.dumps(_plain(asdict(behaviour)), ensure_ascii=False) if as_json else behaviour.sentence)


def _plain(understood: dict[str, Any]) -> dict[str, Any]:
    """Without the parts that this prompt does not have."""
    nested: dict[str, Any] = {name: _plain(understood[name]) for name in ("speaking", "listening") if understood[name]}
    nested |= {"sequence": [_plain(part) for part in understood["sequence"]]} if understood["sequence"] else {}
    return {name: nested.get(name, value) for name, value in understood.items() if value is not None}


commands.add_command(bench)


@commands.command(cls=Settings)
@click.option("--quick", is_flag=True, help="Leave out how many avatars this machine holds, which takes all cores for some seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print each finding as a line of JSON.")
def doctor(quick: bool, as_json: bool, file: Path | None = None, **flags: str | None) -> None:
    """Check what a server with these settings needs: codecs, ports, address, TLS, TURN, capacity. Ends with 1 if something is bad.

    Takes the flags of `limner serve`; run it before, on the same machine.
    """
    from limner.config import load
    from limner.doctor import examine

    count = {"good": 0, "warning": 0, "bad": 0}
    for finding in examine(load(flags, file=file), measure=not quick):
        count[finding.verdict] += 1
        if as_json:
            click.echo(json.dumps(asdict(finding)))
            continue
        mark, colour = {"good": ("ok", "green"), "warning": ("note", "yellow"), "bad": ("BAD", "red")}[finding.verdict]
        click.echo(f"{click.style(mark.rjust(4), fg=colour)}  {finding.topic:9} {finding.text}")
        if finding.advice:
            click.echo(f"{'':15} → {finding.advice}")
    if not as_json:
        click.echo(f"{count['bad']} to mend, {count['warning']} to think about, {count['good']} fine.")
    sys.exit(1 if count["bad"] else 0)


if __name__ == "__main__":
    main()
