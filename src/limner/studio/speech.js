/** Speech out of files: the bundled one, or one that somebody chose or dropped. */

import { $, bundled, note, onClick, onFile } from "./page.js";
import { ensurePortrait } from "./portrait.js";
import { connect, session } from "./session.js";

let chosen = null; // Blob; what Play says again

/** An avatar that can speak, connected first where there is none. */
export async function speaker() {
  await ensurePortrait();
  return connect();
}

/** Runs what speaks; a line that was lost meanwhile is told of elsewhere. */
export async function speaking(speech) {
  try {
    await speech;
  } catch (error) {
    if (error.code !== "CONNECTION_LOST") throw error;
  }
}

export async function say(sound) {
  const avatar = await speaker();
  await speaking(avatar.playAudio(sound));
}

const sayChosen = async () => say((chosen ??= await bundled("speech.mp3")));

export async function chooseSpeech(file) {
  chosen = file;
  note("audio-note", file.name ?? "Your recording");
  await sayChosen();
}

onClick("play", sayChosen);
onClick("say", sayChosen);
onClick("interrupt", async () => (await session.avatar)?.interrupt());
onFile("audio", chooseSpeech);
