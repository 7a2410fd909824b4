/** Text that the server's text-to-speech turns into sound. */

import { $, memory, note, run } from "./page.js";
import { apiKey } from "./session.js";
import { speaker, speaking } from "./speech.js";

let ready = false;
let working = 0; // texts on their way to being sound

const busy = (change) => $("speak").setAttribute("aria-busy", String((working += change) > 0));

/** Fills the list of voices, or says what to install. */
export async function listVoices() {
  const response = await fetch("v1/audio/voices");
  if (!response.ok) return;
  const { engine, voices, advice, max_characters } = await response.json();
  ready = engine !== null;
  $("text").maxLength = max_characters;
  $("text").disabled = $("voice").disabled = $("speak").disabled = !ready;
  if (!ready) return note("text-note", advice);
  for (const { id, name } of voices) $("voice").add(new Option(name, id));
  const wanted = memory["limner-voice"];
  if (voices.some(({ id }) => id === wanted)) $("voice").value = wanted;
  $("voice").hidden = voices.length < 2;
}

async function speak(text) {
  // The avatar is made while the text is spoken for: both take a moment.
  busy(+1);
  const [avatar, sound] = await Promise.all([speaker(), synthesise(text)]).finally(() => busy(-1));
  const [type, rate] = sound.headers.get("Content-Type").split(";rate=");
  return type === "audio/pcm" ? avatar.speak(sound.body, { sampleRate: Number(rate) }) : avatar.playAudio(await sound.blob());
}

async function synthesise(text) {
  const response = await fetch("v1/audio/speech", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-API-KEY": apiKey() },
    body: JSON.stringify({ input: text, voice: $("voice").value || undefined }),
  });
  if (response.ok) return response;
  const { error, code } = await response.json().catch(() => ({}));
  const problem = new Error(error ?? `The server could not say this: it answered ${response.status}.`);
  throw Object.assign(problem, code === "unauthorized" && { code: "INVALID_API_KEY" });
}

$("text-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text || !ready) return $("text").focus();
  run(() => speaking(speak(text)));
});
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("text-form").requestSubmit();
});
$("voice").addEventListener("change", () => (memory["limner-voice"] = $("voice").value));
