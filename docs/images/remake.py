"""Remakes the pictures of the documents: the studio page while it speaks, and poses of the bundled portrait.

python docs/images/remake.py        # needs the dev extra and Chromium; starts a server of its own
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

from limner.engine.portrait.analyse import analyse
from limner.engine.render.sheet import POSES, render_pose

HERE = Path(__file__).parent
DEMO = Path(str(resources.files("limner") / "data/demo"))
PORT = 8917
FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync"
TEXT = "Good morning. The next train to Vienna leaves at nine, from platform four. Please have your tickets ready, and mind the doors."
SHOTS = 24  # of the page while it speaks; the one of middling darkness is kept: a wide round mouth shows no teeth

# Mean luma of the picture between the lips: the darker, the wider open.
MOUTH = """([x, y, w, h]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: w, height: h }), pen = canvas.getContext("2d");
  pen.drawImage(document.querySelector("video"), x, y, w, h, 0, 0, w, h);
  const pixels = pen.getImageData(0, 0, w, h).data;
  return pixels.reduce((sum, value, i) => sum + (i % 4 === 3 ? 0 : value), 0) / (w * h * 3);
}"""


def poses(names: tuple[str, ...] = ("rest", "A", "U", "smile", "blink", "turned A")) -> None:
    """The whole pictures, cut around the head, side by side: poses.jpg."""
    rig = analyse((DEMO / "portrait.jpg").read_bytes())
    x, y = rig.landmarks[:, :2].mean(0)
    size = int(2.9 * rig.k)
    left, top = int(max(0, x - size / 2)), int(max(0, y - size * 0.55))
    heads = [Image.fromarray(render_pose(rig, POSES[name])[top : top + size, left : left + size]).resize((320, 320)) for name in names]
    strip = np.concatenate([np.asarray(head) for head in heads], 1)
    Image.fromarray(strip).save(HERE / "poses.jpg", quality=88)


def studio() -> None:
    """The page while the portrait speaks: studio.jpg."""
    command = [sys.executable, "-m", "limner.cli", "serve", "--port", str(PORT), "--drain-s", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        server.stdout.readline()  # "Limner is ready"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(150_000)  # ms; the first start compiles kernels
            page.goto(f"http://localhost:{PORT}")
            page.fill("#text", TEXT)
            page.fill("#prompt", "Smile warmly, nod now and then, and wave")
            page.click("#play")
            page.wait_for_function("document.querySelector('#state').textContent === 'Speaking'")
            page.locator("h1").click()  # no field has the focus
            lips = analyse((DEMO / "portrait.jpg").read_bytes()).landmarks[[61, 291, 13, 14], :2]
            (x0, y0), (x1, _) = lips.min(0), lips.max(0)
            box = [int(x0), int(y0), int(x1 - x0), int((x1 - x0) / 3)]
            page.wait_for_function("parseInt(document.querySelector('#fps').textContent) >= 24")  # an idle machine
            page.wait_for_function("document.querySelector('#state').textContent !== 'Speaking'")
            page.click("#speak")
            page.wait_for_function("document.querySelector('#state').textContent === 'Speaking'")
            page.locator("h1").click()
            shots = []
            for _ in range(SHOTS):
                dark = page.evaluate(MOUTH, box)
                shot = page.screenshot(type="jpeg", quality=88)
                if page.text_content("#state") != "Speaking":
                    break
                shots.append((dark, shot))
            (HERE / "studio.jpg").write_bytes(sorted(shots)[len(shots) // 2][1])
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    poses()
    studio()
