/** What is seen and heard, recorded in the browser and saved as a file. */

import { $, note, onClick, pressed } from "./page.js";
import { onChange, session } from "./session.js";

// mp4 opens everywhere, where the browser can write it; webm does in every browser and most players.
const TYPES = ["video/mp4;codecs=avc1.42E01F,mp4a.40.2", "video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];

let recorder = null;
let clock = 0;

function toggle() {
  if (recorder) return recorder.stop();
  if (!globalThis.MediaRecorder) throw new Error("This browser cannot record; a current Chrome, Firefox or Safari can.");
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  recorder = new MediaRecorder(session.stream, { mimeType, videoBitsPerSecond: 4e6 });
  const parts = [];
  const began = performance.now();
  recorder.ondataavailable = ({ data }) => data.size && parts.push(data);
  recorder.onstop = () => {
    const video = new Blob(parts, { type: recorder.mimeType.split(";")[0] });
    recorder = null;
    show(false);
    if (video.size) save(video);
  };
  recorder.start(1000); // a piece a second, so that little is lost if the page goes
  show(true);
  clock = setInterval(() => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    $("taped").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 250);
}

function show(on) {
  clearInterval(clock);
  $("taped").textContent = "0:00";
  $("taping").hidden = !on;
  pressed("tape", on);
  const [word, more] = on ? ["Save", " it"] : ["Record", " video"];
  $("tape-label").replaceChildren(word, Object.assign(document.createElement("span"), { className: "more", textContent: more }));
}

function save(video) {
  const when = new Date().toISOString().slice(0, 19).replaceAll(":", "-").replace("T", "_");
  const name = `limner_${when}.${video.type === "video/mp4" ? "mp4" : "webm"}`;
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(video), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  note("saved", `Saved ${name}, ${(video.size / 1e6).toFixed(1)} MB, among your downloads.`);
}

onClick("tape", toggle);
onChange(({ stream }) => {
  if (recorder && recorder.state !== "inactive" && stream !== recorder.stream) recorder.stop(); // another line is another stream
});
