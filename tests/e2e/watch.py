"""What a viewer sees and hears, measured inside the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Collects `count` presented frames of the page's <video>: for each named box the mean absolute change of luma since the frame before,
# and the loudness of the returned sound at that moment. Boxes are in pixels of the 1280x720 picture.
_WATCH = """
async ({ boxes, count }) => {
  const video = document.querySelector("video");
  const context = (window.__context ??= new AudioContext());
  await context.resume();
  if (window.__heard !== video.srcObject) {
    window.__heard = video.srcObject;
    window.__analyser = context.createAnalyser();
    window.__analyser.fftSize = 2048;
    context.createMediaStreamSource(video.srcObject).connect(window.__analyser);
  }
  const analyser = window.__analyser, wave = new Float32Array(analyser.fftSize);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const before = {}, frames = [];
  const next = () => new Promise((resolve) => video.requestVideoFrameCallback((now, meta) => resolve(meta)));
  while (frames.length < count) {
    const meta = await next();
    const frame = { time: meta.mediaTime, presented: meta.presentedFrames, width: meta.width, height: meta.height, change: {} };
    canvas.width = meta.width;
    canvas.height = meta.height;
    pen.drawImage(video, 0, 0);
    for (const [name, [x, y, w, h]] of Object.entries(boxes)) {
      const pixels = pen.getImageData(x, y, w, h).data;
      const luma = new Float32Array(w * h);
      for (let i = 0; i < luma.length; i++) luma[i] = 0.299 * pixels[4 * i] + 0.587 * pixels[4 * i + 1] + 0.114 * pixels[4 * i + 2];
      if (before[name]) {
        let sum = 0;
        for (let i = 0; i < luma.length; i++) sum += Math.abs(luma[i] - before[name][i]);
        frame.change[name] = sum / luma.length;
      }
      before[name] = luma;
    }
    analyser.getFloatTimeDomainData(wave);
    frame.level = Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length);
    frames.push(frame);
  }
  return frames;
}
"""


@dataclass(frozen=True)
class Seen:
    """A stretch of what was shown."""

    frames: list[dict[str, Any]]

    @property
    def size(self) -> tuple[int, int]:
        return self.frames[-1]["width"], self.frames[-1]["height"]

    @property
    def loudest(self) -> float:
        """RMS, full scale = 1."""
        return max(float(frame["level"]) for frame in self.frames)

    @property
    def fps(self) -> float:
        """Frames presented a second of media time, those that the test was too slow to look at included."""
        first, last = self.frames[0], self.frames[-1]
        return float((last["presented"] - first["presented"]) / (last["time"] - first["time"]))

    def change(self, box: str) -> float:
        """Mean change of luma from frame to frame, 0..255."""
        values = [float(frame["change"][box]) for frame in self.frames if box in frame["change"]]
        return sum(values) / len(values)


def watch(page: Page, boxes: dict[str, tuple[int, int, int, int]], count: int) -> Seen:
    """Looks at `count` frames as they come. The test's own time limit ends a picture that stands still."""
    return Seen(page.evaluate(_WATCH, {"boxes": boxes, "count": count}))


def decoded_frames(page: Page) -> int:
    """Frames of the page's video decoded so far."""
    return int(page.evaluate("document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames"))
