/** How it shall behave: words in, and what was understood of them back. */

import { $, note, run } from "./page.js";
import { onChange, session } from "./session.js";

const PRESETS = {
  Warm: "Smile warmly and nod occasionally",
  Enthusiastic: "Speak enthusiastically",
  Newsreader: "Calm and serious, like a newsreader",
  Curious: "Curious, tilting the head",
  Sceptical: "Sceptical, with raised brows",
  Shy: "Shy and quiet, looking down now and then",
};

const plain = (name) => name.replaceAll("_", " ");

function often({ every_s, once }) {
  if (once) return "once";
  return every_s ? `every ${Math.round(every_s)} s` : "throughout";
}

/** {understood, behaviour} → a list of what it will do, what it will leave, and what a portrait cannot do. */
function show({ understood, behaviour }) {
  const items = behaviour && [
    ...Object.entries(behaviour.emotions).map(([name, strength]) => ["emotion", plain(name), `${Math.round(strength * 100)} %`]),
    ...behaviour.gestures.map((gesture) => ["gesture", plain(gesture.name), often(gesture)]),
    ...behaviour.avoid.map((name) => ["avoid", `no ${plain(name)}`, ""]),
    ...behaviour.not_possible.map((name) => ["impossible", plain(name), "not possible"]),
  ];
  $("reading").replaceChildren(
    ...(items ?? []).map(([kind, name, detail]) => {
      const item = Object.assign(document.createElement("li"), { className: kind, textContent: name });
      if (detail) item.append(" ", Object.assign(document.createElement("small"), { textContent: detail }));
      return item;
    }),
  );
  note("understood-text", understood ?? "");
  $("understood-text").classList.toggle("hidden", Boolean(items?.length)); // read aloud; to the eye the list says the same
}

async function set(text) {
  session.wish.prompt = text;
  if (!session.avatar) return show({ understood: "Kept for when the portrait comes to life." });
  show(await (await session.avatar).setPrompt(text));
}

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
  run(() => set(text));
});
$("prompt").addEventListener("input", () => (session.wish.prompt = $("prompt").value.trim()));
$("prompt").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("prompt-form").requestSubmit();
});

let greeted = null; // the avatar whose first prompt was shown
onChange(async ({ state, avatar }) => {
  if (state !== "connected" || greeted === avatar) return;
  greeted = avatar;
  const made = await avatar;
  if (made.behaviour) show(made);
});
