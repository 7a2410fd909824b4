/** What every part of the page uses: elements, buttons, files, and errors as sentences. */

export const $ = (id) => document.getElementById(id);

// What to do, by error code; the sentence that says what happened comes before it.
const ADVICE = {
  UNREACHABLE: "Is `limner serve` still running? Then try again.",
  WEB_RTC_ERROR: "docs/deploying.md says what to open.",
  CONNECTION_LOST: "Press “Hear it speak” to connect again.",
  SESSION_ENDED: "Press “Hear it speak” to begin another.",
  AT_CAPACITY: "It was asked again for a minute; try later, or let it have more with --max-sessions.",
};
const SILENT = ["ABORTED"]; // the person asked for it

/** Runs what a button asks for; whatever goes wrong becomes a sentence on the page. */
export async function run(action) {
  try {
    showError(null);
    await action();
  } catch (error) {
    showError(error);
  }
}

export function showError(error) {
  if (error && SILENT.includes(error.code)) return;
  const key = error?.code === "INVALID_API_KEY";
  const refused = key && $("key").value; // without a key the form alone says it
  $("key-form").hidden = !key;
  $("error").hidden = !error || (key && !refused);
  $("error-text").textContent = refused ? "This key does not open the server." : key || !error ? "" : [error.message, ADVICE[error.code]].filter(Boolean).join(" ");
  if (key) $("key").focus();
}

export const onClick = (id, action) => $(id).addEventListener("click", () => run(action));

export const onFile = (id, action) =>
  $(id).addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = ""; // the same file may be chosen again
    if (file) run(() => action(file));
  });

export function note(id, text) {
  $(id).textContent = text;
  $(id).hidden = !text;
}

/** What the browser keeps for the next visit; where somebody blocks that, until the page goes. */
export const memory = storage("localStorage");
export const tabMemory = storage("sessionStorage"); // of this tab alone

function storage(name) {
  try {
    return globalThis[name];
  } catch {
    return {};
  }
}

export const pressed = (id, yes) => $(id).setAttribute("aria-pressed", String(yes));

/** Camera or microphone; an Error says in a sentence why not. */
export async function openDevice(what, constraints) {
  if (!navigator.mediaDevices) throw new Error(`Browsers open the ${what} only on https or on localhost.`);
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    const why = {
      NotFoundError: `No ${what} was found; is one plugged in?`,
      NotReadableError: `The ${what} is busy; close the program that uses it.`,
    };
    throw new Error(why[error.name] ?? `The browser was not allowed to use the ${what}; allow it beside the address, then try again.`);
  }
}

/** A file that comes with the server. */
export async function bundled(name) {
  const response = await fetch(`demo/${name}`);
  if (!response.ok) throw new Error(`The server has no ${name}.`);
  return response.blob();
}
