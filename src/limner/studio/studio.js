/** The page, put together: it chooses a portrait and a speech, and shows the avatar that the SDK brings, as any user of the SDK would. */

import "./behaviour.js";
import "./camera.js";
import "./figures.js";
import "./microphone.js";
import { $, onClick, run, showError } from "./page.js";
import { choosePortrait } from "./portrait.js";
import { disconnect, useKey, watch } from "./session.js";
import "./share.js";
import { chooseSpeech } from "./speech.js";
import { soundIsAllowed } from "./stage.js";
import { makeTabs } from "./tabs.js";
import "./taping.js";
import { listVoices } from "./text.js";
import { begin, token } from "./watch.js";

const chooseTab = makeTabs(document.querySelector('[role="tablist"]'));

onClick("disconnect", disconnect);
$("error-close").addEventListener("click", () => showError(null));
document.addEventListener("limner-error", ({ detail }) => showError(detail));

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  useKey($("key").value);
  if (token) run(() => watch(token));
  else $("play").click();
});

let drags = 0; // enter and leave also fire for every child
const dragging = (change) => document.body.classList.toggle("dragging", !token && (drags = change ? Math.max(0, drags + change) : 0) > 0);
document.addEventListener("dragenter", () => dragging(+1));
document.addEventListener("dragleave", () => dragging(-1));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  dragging(0);
  const [file] = event.dataTransfer.files;
  if (!file || token) return;
  run(() => (file.type.startsWith("image/") ? choosePortrait(file) : (chooseTab($("tab-file")), chooseSpeech(file))));
});

addEventListener("pagehide", disconnect);

if (token) {
  begin();
} else {
  listVoices().catch(() => {}); // the tab stays empty; speaking says why
  // Where the browser lets sound start without a click, so does the portrait.
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches && (await soundIsAllowed())) $("play").click();
}
