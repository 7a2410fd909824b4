/** The page: chooses a portrait and a speech, and shows the avatar that `limner.js` brings. */

import { Avatar } from "./limner.js";

const PRESETS = {
  Warm: "Smile warmly and nod occasionally",
  Enthusiastic: "Speak enthusiastically",
  Newsreader: "Calm and serious, like a newsreader",
  Curious: "Curious, tilting the head",
  Sceptical: "Sceptical, with raised brows",
  Shy: "Shy and quiet, looking down now and then",
};

// What to do, by error code; the sentence that says what happened comes before it.
const ADVICE = {
  unreachable: "Is `limner serve` still running? Then try again.",
  media_blocked: "A firewall stops UDP between this browser and the server; docs/deploying.md says what to open.",
  connection_lost: "Press Play to connect again.",
  timeout: "Try again; if it stays so, look at the server's log.",
  at_capacity: "Try again in a moment.",
};

const $ = (id) => document.getElementById(id);
const url = new URL("v1/live_avatar/stream", document.baseURI);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";

let avatar = null; // one at a time; null while disconnected
let portrait = null; // Blob
let speech = null; // Blob
let speaking = false;
let microphone = null; // MediaStream while live or recording
let recorder = null;

// --- the avatar --------------------------------------------------------------------------------------------------------------------

async function connect() {
  if (avatar) return avatar;
  showError(null);
  const key = new URLSearchParams(location.hash.slice(1)).get("key") ?? sessionStorage.getItem("limner-key") ?? "studio";
  const mine = (avatar = new Avatar({ url, key }));
  mine.on("stream", play).on("error", showError);
  mine.on("state", (state) => mine === avatar && showState(state));
  mine.on("speech", (event) => mine === avatar && showSpeaking(event.speaking));
  try {
    const ack = await mine.connect({ portrait: (portrait ??= await bundled("portrait.jpg")), prompt: $("prompt").value.trim() });
    note("portrait-note", ack.notes?.join(" "));
  } catch (error) {
    showState("disconnected");
    throw error;
  }
  return mine;
}

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

async function say() {
  const it = await connect();
  await it.playAudio((speech ??= await bundled("speech.mp3")));
}

async function bundled(name) {
  const response = await fetch(`demo/${name}`);
  if (!response.ok) throw new Error(`The server has no ${name}.`);
  return response.blob();
}

async function choosePortrait(file) {
  const before = $("portrait-note").textContent;
  let notes = "";
  if (avatar) {
    note("portrait-note", "Preparing the portrait …");
    try {
      notes = (await avatar.setImage(file)).notes?.join(" ");
    } catch (error) {
      note("portrait-note", before); // a refused picture leaves the old face, here and there
      throw error;
    }
  }
  note("portrait-note", notes || file.name);
  portrait = file;
  const source = URL.createObjectURL(file);
  for (const id of ["poster", "thumb"]) $(id).src = source;
}

async function chooseSpeech(file) {
  speech = file;
  note("audio-note", file.name ?? "Your recording.");
  await say();
}

// --- the microphone ----------------------------------------------------------------------------------------------------------------

async function openMicrophone() {
  if (!navigator.mediaDevices) throw new Error("Browsers open the microphone only on https or on localhost.");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch (error) {
    const why = error.name === "NotFoundError" ? "No microphone was found." : "The browser was not allowed to use the microphone; allow it beside the address.";
    throw new Error(why);
  }
}

function closeMicrophone() {
  microphone?.getTracks().forEach((track) => track.stop());
  microphone = null;
  $("record").ariaPressed = $("live").ariaPressed = "false";
  $("record").textContent = "Record";
}

async function toggleRecording() {
  if (recorder) return recorder.stop();
  if (microphone) await stopLive();
  microphone = await openMicrophone();
  recorder = new MediaRecorder(microphone);
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    const recording = new Blob(parts, { type: recorder.mimeType });
    recorder = null;
    closeMicrophone();
    attempt(() => chooseSpeech(recording));
  };
  recorder.start();
  $("record").ariaPressed = "true";
  $("record").textContent = "Stop and play";
}

async function toggleLive() {
  if (recorder) return;
  if (microphone) return stopLive();
  microphone = await openMicrophone();
  const it = await connect();
  await it.setMicrophone(microphone.getAudioTracks()[0]);
  $("live").ariaPressed = "true";
}

async function stopLive() {
  await avatar?.setMicrophone(null);
  closeMicrophone();
}

// --- what the page shows -----------------------------------------------------------------------------------------------------------

function showState(state) {
  $("stage").dataset.state = $("dot").dataset.state = state;
  $("figures").hidden = $("disconnect").hidden = state !== "connected";
  $("say").disabled = state === "connecting";
  if (state === "disconnected") {
    avatar = null;
    $("unmute").hidden = true;
    if (!recorder) closeMicrophone();
  }
  showSpeaking(false);
}

function showSpeaking(now) {
  speaking = now;
  $("interrupt").disabled = !speaking;
  const state = $("stage").dataset.state;
  $("state").textContent = { connecting: "Preparing the portrait", connected: speaking ? "Speaking" : "Listening", disconnected: "Ready" }[state];
}

function showError(error) {
  $("error").hidden = !error;
  $("key-form").hidden = error?.code !== "unauthorized";
  if (!error) return;
  if (error.code === "unauthorized") {
    $("error").hidden = !$("key").value; // without a key the form alone says it
    $("error").textContent = "This key does not open the server.";
    $("key").focus();
  } else {
    $("error").textContent = [error.message, ADVICE[error.code]].filter(Boolean).join(" ");
  }
}

function note(id, text) {
  if (text) $(id).textContent = text;
}

let last = null; // figures of the second before
async function showFigures() {
  const report = avatar?.state === "connected" ? await avatar.getStats() : null;
  if (!report) return (last = null);
  const all = [...report.values()];
  const video = all.find((each) => each.type === "inbound-rtp" && each.kind === "video");
  const path = all.find((each) => each.type === "candidate-pair" && each.nominated);
  if (!video) return;
  if (last) {
    const seconds = (video.timestamp - last.timestamp) / 1000;
    const emitted = video.jitterBufferEmittedCount - last.jitterBufferEmittedCount;
    const buffer = emitted ? (video.jitterBufferDelay - last.jitterBufferDelay) / emitted : 0;
    $("fps").textContent = `${Math.round((video.framesDecoded - last.framesDecoded) / seconds)} fps`;
    $("bitrate").textContent = `${(((video.bytesReceived - last.bytesReceived) * 8) / seconds / 1e6).toFixed(2)} Mbit/s`;
    $("delay").textContent = `${Math.round((buffer + (path?.currentRoundTripTime ?? 0)) * 1000)} ms`;
  }
  last = video;
}

// --- wiring ------------------------------------------------------------------------------------------------------------------------

/** Runs what a button asks for; whatever goes wrong becomes a sentence on the page. */
async function attempt(action) {
  try {
    showError(null);
    await action();
  } catch (error) {
    if (error.code !== "disconnected") showError(error);
  }
}

const onClick = (id, action) => $(id).addEventListener("click", () => attempt(action));
onClick("play", say);
onClick("say", say);
onClick("interrupt", () => avatar?.interrupt());
onClick("record", toggleRecording);
onClick("live", toggleLive);
onClick("disconnect", () => avatar?.disconnect());
onClick("unmute", () => {
  $("video").muted = false;
  $("unmute").hidden = true;
});

const onFile = (id, action) =>
  $(id).addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = ""; // the same file may be chosen again
    if (file) attempt(() => action(file));
  });
onFile("portrait", choosePortrait);
onFile("audio", chooseSpeech);

for (const [label, text] of Object.entries(PRESETS)) {
  const chip = Object.assign(document.createElement("button"), { type: "button", textContent: label, title: text });
  chip.addEventListener("click", () => {
    $("prompt").value = text;
    $("prompt-form").requestSubmit();
  });
  $("presets").append(chip);
}
$("prompt-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("prompt").value.trim();
  if (!text) return $("prompt").focus();
  attempt(async () => {
    const ack = avatar ? await avatar.setPrompt(text) : null;
    $("understood").textContent = ack ? (ack.understood ?? "Done.") : "Kept for when you press Play.";
  });
});
$("prompt").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  $("prompt-form").requestSubmit();
});
$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("limner-key", $("key").value);
  attempt(say);
});

let drags = 0; // enter and leave also fire for every child
const dragging = (change) => document.body.classList.toggle("dragging", (drags = change ? Math.max(0, drags + change) : 0) > 0);
document.addEventListener("dragenter", () => dragging(+1));
document.addEventListener("dragleave", () => dragging(-1));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  dragging(0);
  const [file] = event.dataTransfer.files;
  if (!file) return;
  attempt(() => (file.type.startsWith("image/") ? choosePortrait(file) : chooseSpeech(file)));
});

addEventListener("pagehide", () => avatar?.disconnect());
setInterval(showFigures, 1000);

// Where the browser lets sound start without a click, so does the portrait.
const probe = new AudioContext();
if (probe.state === "running" && !matchMedia("(prefers-reduced-motion: reduce)").matches) attempt(say);
probe.close();
