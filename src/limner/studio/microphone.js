/** The microphone: a recording that the portrait then says, or talking through it live. */

import { $, onClick, openDevice, pressed, run } from "./page.js";
import { onChange, session } from "./session.js";
import { chooseSpeech, speaker } from "./speech.js";

let microphone = null; // MediaStream while live or recording
let recorder = null;
let meter = null; // AudioContext

async function open() {
  microphone = await openDevice("microphone", { audio: { echoCancellation: true, noiseSuppression: true } });
  meter = new AudioContext();
  const analyser = meter.createAnalyser();
  meter.createMediaStreamSource(microphone).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  const show = () => {
    if (!meter) return;
    analyser.getFloatTimeDomainData(wave);
    const loudness = Math.hypot(...wave) / Math.sqrt(wave.length);
    $("level").firstElementChild.style.transform = `scaleX(${Math.min(1, loudness * 6)})`;
    requestAnimationFrame(show);
  };
  show();
}

function close() {
  microphone?.getTracks().forEach((track) => track.stop());
  meter?.close();
  microphone = meter = null;
  $("level").firstElementChild.style.transform = "";
  pressed("record", false);
  pressed("live", false);
  $("record-label").textContent = "Record your voice";
}

async function toggleRecording() {
  if (recorder) return recorder.stop();
  if (microphone) await stopLive();
  await open();
  recorder = new MediaRecorder(microphone);
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    const recording = new Blob(parts, { type: recorder.mimeType });
    recorder = null;
    close();
    run(() => chooseSpeech(recording));
  };
  recorder.start();
  pressed("record", true);
  $("record-label").textContent = "Stop and say it";
}

async function toggleLive() {
  if (recorder) throw new Error("Your voice is being recorded; stop that first.");
  if (microphone) return stopLive();
  await open();
  pressed("live", true);
  const avatar = await speaker();
  await avatar.setMicrophone(microphone?.getAudioTracks()[0] ?? null); // null: let go meanwhile
}

async function stopLive() {
  close();
  await (await session.avatar)?.setMicrophone(null);
}

onClick("record", toggleRecording);
onClick("live", toggleLive);
onChange(({ state }) => {
  if (state === "disconnected" && microphone && !recorder) close();
});
