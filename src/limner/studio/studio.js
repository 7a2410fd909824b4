/** The page: chooses a portrait and a speech, and shows the avatar that the SDK brings, as any user of the SDK would. */

import { createClient, models } from "./sdk/limner.js";

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
  UNREACHABLE: "Is `limner serve` still running? Then try again.",
  WEB_RTC_ERROR: "docs/deploying.md says what to open.",
  CONNECTION_LOST: "Press Play to connect again.",
  SESSION_ENDED: "Press Play to begin another.",
};

const $ = (id) => document.getElementById(id);

let avatar = null; // one at a time, from the moment it connects; null while disconnected
let attempt = 0; // which avatar: an answer that comes too late for the last one is nobody's
let portrait = null; // Blob
let speech = null; // Blob
let speaking = false;
let microphone = null; // MediaStream while live or recording
let recorder = null;

// --- the avatar --------------------------------------------------------------------------------------------------------------------

/** The living avatar, or a new one. */
function connect() {
  avatar ??= open(++attempt);
  return avatar;
}

async function open(mine) {
  const key = new URLSearchParams(location.hash.slice(1)).get("key") ?? sessionStorage.getItem("limner-key") ?? "studio";
  showState("connecting");
  try {
    const made = await createClient({ apiKey: key }).realtime.connect(null, {
      model: models.realtime("live_avatar"),
      avatar: { avatarImage: (portrait ??= await bundled("portrait.jpg")) },
      initialState: { prompt: { text: $("prompt").value.trim() } },
      onRemoteStream: play,
    });
    if (mine !== attempt) {
      made.disconnect(); // given up meanwhile
      return made;
    }
    made.on("connectionChange", (state) => mine === attempt && showState(state));
    made.on("speechStart", () => mine === attempt && showSpeaking(true));
    made.on("speechEnd", () => mine === attempt && showSpeaking(false));
    made.on("error", (error) => mine === attempt && showError(error));
    showState("connected");
    note("portrait-note", made.notes.join(" "));
    return made;
  } catch (error) {
    if (mine === attempt) showState("disconnected");
    throw error;
  }
}

function disconnect() {
  avatar?.then((leaving) => leaving.disconnect()).catch(() => {}); // it may never have come to be
  attempt += 1;
  showState("disconnected");
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
  try {
    await it.playAudio((speech ??= await bundled("speech.mp3")));
  } catch (error) {
    if (error.code !== "CONNECTION_LOST") throw error; // the line below the picture says so
  }
}

async function bundled(name) {
  const response = await fetch(`demo/${name}`);
  if (!response.ok) throw new Error(`The server has no ${name}.`);
  return response.blob();
}

async function choosePortrait(file) {
  const before = $("portrait-note").textContent;
  let notes = [];
  if (avatar) {
    note("portrait-note", "Preparing the portrait …");
    try {
      ({ notes } = await (await avatar).setImage(file));
    } catch (error) {
      note("portrait-note", before); // a refused picture leaves the old face, here and there
      throw error;
    }
  }
  note("portrait-note", notes.join(" ") || file.name);
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
    run(() => chooseSpeech(recording));
  };
  recorder.start();
  $("record").ariaPressed = "true";
  $("record").textContent = "Stop and play";
}

async function toggleLive() {
  if (recorder) return;
  if (microphone) return stopLive();
  microphone = await openMicrophone();
  $("live").ariaPressed = "true";
  const it = await connect();
  await it.setMicrophone(microphone.getAudioTracks()[0]);
}

async function stopLive() {
  closeMicrophone();
  await (await avatar)?.setMicrophone(null);
}

// --- what the page shows -----------------------------------------------------------------------------------------------------------

const STATES = { connecting: "Preparing the portrait", reconnecting: "Reconnecting", disconnected: "Ready" };

/** The SDK's states; `connected` and `generating` look alike. */
function showState(state) {
  const shown = state === "generating" ? "connected" : state;
  $("stage").dataset.state = $("dot").dataset.state = shown;
  $("figures").hidden = shown !== "connected";
  $("disconnect").hidden = shown === "disconnected";
  $("say").disabled = shown === "connecting" || shown === "reconnecting";
  if (shown === "disconnected") {
    avatar = null;
    $("unmute").hidden = true;
    if (!recorder) closeMicrophone();
  }
  if (shown !== "connected" || !speaking) showSpeaking(false);
}

function showSpeaking(now) {
  speaking = now;
  $("interrupt").disabled = !speaking;
  $("state").textContent = STATES[$("stage").dataset.state] ?? (speaking ? "Speaking" : "Listening");
}

function showError(error) {
  $("error").hidden = !error;
  $("key-form").hidden = error?.code !== "INVALID_API_KEY";
  if (!error) return;
  if (error.code === "INVALID_API_KEY") {
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
  const report = $("stage").dataset.state === "connected" ? await (await avatar)?.getStats() : null;
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
async function run(action) {
  try {
    showError(null);
    await action();
  } catch (error) {
    showError(error);
  }
}

const onClick = (id, action) => $(id).addEventListener("click", () => run(action));
onClick("play", say);
onClick("say", say);
onClick("interrupt", async () => (await avatar)?.interrupt());
onClick("record", toggleRecording);
onClick("live", toggleLive);
onClick("disconnect", disconnect);
onClick("unmute", () => {
  $("video").muted = false;
  $("unmute").hidden = true;
});

const onFile = (id, action) =>
  $(id).addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = ""; // the same file may be chosen again
    if (file) run(() => action(file));
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
  run(async () => {
    const answer = avatar ? await (await avatar).setPrompt(text) : null;
    $("understood").textContent = answer ? (answer.understood ?? "Done.") : "Kept for when you press Play.";
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
  run(say);
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
  run(() => (file.type.startsWith("image/") ? choosePortrait(file) : chooseSpeech(file)));
});

addEventListener("pagehide", disconnect);
setInterval(showFigures, 1000);

// Where the browser lets sound start without a click, so does the portrait.
const probe = new AudioContext();
if (probe.state === "running" && !matchMedia("(prefers-reduced-motion: reduce)").matches) run(say);
probe.close();
