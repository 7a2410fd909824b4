/** The picture, what it says about itself, and which buttons make sense now. */

import { $, onClick } from "./page.js";
import { onChange, session } from "./session.js";

const WORDS = { connecting: "Preparing the portrait", reconnecting: "Reconnecting", disconnected: "Ready" };
const NEED_PICTURE = ["tape", "share"];

onChange(({ state, speaking, waiting, stream }) => {
  const here = state === "connected";
  $("stage").dataset.state = state;
  $("stage").toggleAttribute("data-speaking", speaking);
  const words = waiting || WORDS[state] || (speaking ? "Speaking" : "Listening");
  if ($("state").textContent !== words) $("state").textContent = words;
  $("interrupt").disabled = !speaking;
  $("disconnect").disabled = state === "disconnected";
  $("disconnect-label").textContent = state === "connecting" ? "Cancel" : "End";
  for (const id of NEED_PICTURE) $(id).disabled = !here;
  if (state === "disconnected") $("unmute").hidden = true;
  if (stream && $("video").srcObject !== stream) play(stream);
});

async function play(stream) {
  const video = $("video");
  video.srcObject = stream;
  video.muted = false;
  try {
    await video.play();
  } catch {
    video.muted = true; // the browser wants a click before sound
    $("unmute").hidden = false;
    await video.play().catch(() => {});
  }
}

onClick("unmute", async () => {
  $("video").muted = false;
  $("unmute").hidden = true;
  await $("video").play();
});

/** The picture as it is now, for whoever wants to show how the server framed a portrait; null while there is none. */
export async function snapshot() {
  const video = $("video");
  if (session.state !== "connected" || !video.videoWidth) return null;
  const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}

/** May sound start without a click? */
export async function soundIsAllowed() {
  const policy = navigator.getAutoplayPolicy?.("mediaelement"); // Firefox says it
  if (policy) return policy === "allowed";
  const probe = new AudioContext();
  const allowed = probe.state === "running";
  await probe.close();
  return allowed;
}
