/** Which face: chosen, dropped or taken with the camera; it comes to life at once, framed as the server frames it. */

import { $, bundled, note, onFile } from "./page.js";
import { connect, onChange, session } from "./session.js";
import { snapshot } from "./stage.js";

const FRAMED_AFTER_MS = 1200; // from the ack until a picture of the new portrait is surely here; a talking mouth is waited for
const HINT = $("portrait-note").textContent;
const urls = {};

let chosen = null; // Blob; null: the bundled one
let timer = 0;

/** The first avatar needs a portrait. */
export async function ensurePortrait() {
  session.wish.portrait ??= await bundled("portrait.jpg");
}

export async function choosePortrait(file) {
  const [before, living] = [session.wish.portrait, session.avatar];
  note("portrait-note", "Preparing the portrait …");
  try {
    session.wish.portrait = file;
    if (!living) show("poster", file);
    const avatar = await connect();
    const { notes } = living ? await avatar.setImage(file) : avatar;
    note("portrait-note", notes.join(" ") || (file.name ?? "Your picture."));
    chosen = file;
    show("poster", file);
    show("thumb", file);
    if (living) frameSoon();
  } catch (error) {
    session.wish.portrait = before; // a refused picture leaves the old face, here and there
    note("portrait-note", HINT);
    if (chosen) show("poster", chosen);
    else $("poster").src = "demo/portrait.jpg";
    throw error;
  }
}

function show(id, blob) {
  URL.revokeObjectURL(urls[id]);
  $(id).src = urls[id] = URL.createObjectURL(blob);
}

/** The small picture and the poster show the framing, once there is something to see of it. */
function frameSoon() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (session.speaking) return frameSoon();
    const framed = await snapshot();
    if (!framed) return;
    show("poster", framed);
    show("thumb", framed);
  }, FRAMED_AFTER_MS);
}

let known = null;
onChange(({ stream }) => {
  if (stream && stream !== known) frameSoon();
  known = stream;
});

onFile("portrait", choosePortrait);
