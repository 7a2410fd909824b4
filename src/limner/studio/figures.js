/** How well picture and sound arrive, once a second, out of the browser's statistics. */

import { $ } from "./page.js";
import { session } from "./session.js";

let last = null; // video's figures of the second before

async function show() {
  const report = session.state === "connected" ? await (await session.avatar)?.getStats().catch(() => null) : null;
  if (!report) {
    for (const id of ["fps", "delay", "bitrate", "sync"]) $(id).textContent = "–";
    return (last = null);
  }
  const all = [...report.values()];
  const inbound = all.filter(({ type }) => type === "inbound-rtp");
  const video = inbound.find(({ kind }) => kind === "video");
  if (!video) return;
  const bytes = inbound.reduce((sum, { bytesReceived = 0 }) => sum + bytesReceived, 0);
  if (last && video.timestamp > last.timestamp) {
    const seconds = (video.timestamp - last.timestamp) / 1000;
    const emitted = video.jitterBufferEmittedCount - last.jitterBufferEmittedCount;
    const held = emitted > 0 ? (video.jitterBufferDelay - last.jitterBufferDelay) / emitted : NaN; // Firefox may not say
    // The selected pair: Chromium marks it nominated, Firefox selected.
    const pair = all.find(({ type, nominated, selected, state }) => type === "candidate-pair" && (selected ?? nominated) && state === "succeeded");
    tell("fps", (video.framesDecoded - last.framesDecoded) / seconds, "fps");
    tell("bitrate", ((bytes - last.bytes) * 8) / seconds / 1e6, "Mbit/s", 1);
    tell("delay", (held + (pair?.currentRoundTripTime ?? 0) / 2) * 1000, "ms");
    tell("sync", report.avOffsetMs ?? NaN, "ms", 0, true);
  }
  last = { ...pick(video), bytes };
}

const pick = ({ timestamp, framesDecoded, jitterBufferDelay, jitterBufferEmittedCount }) => ({ timestamp, framesDecoded, jitterBufferDelay, jitterBufferEmittedCount });

function tell(id, value, unit, digits = 0, signed = false) {
  const number = Math.abs(value).toFixed(digits);
  const sign = value < 0 && Number(number) ? "−" : signed && Number(number) ? "+" : "";
  $(id).textContent = Number.isFinite(value) ? `${sign}${number} ${unit}` : "–";
}

setInterval(show, 1000);
