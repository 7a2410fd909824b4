/** One avatar at a time: connecting, its state, and everybody who wants to know of it. */

import { tabMemory } from "./page.js";
import { createClient, models } from "./sdk/limner.js";

const WAIT_MS = 60_000; // for a place at a full server: somebody looks on, and can stop it

/** Its parts read this; only this file changes it. `state`: disconnected, connecting, connected, reconnecting. */
export const session = {
  state: "disconnected",
  speaking: false,
  waiting: "", // why it takes longer
  stream: null,
  avatar: null, // a promise, from the moment it begins to connect
  wish: { portrait: null, prompt: "" }, // what the next avatar begins with: a Blob, and words
};

const listeners = new Set();
let attempt = null; // its AbortController; an answer that comes too late for the last one is nobody's

/** Called with the session after each change. */
export const onChange = (listener) => listeners.add(listener);

function change(news) {
  Object.assign(session, news);
  for (const listener of listeners) listener(session);
}

/** A key in the address, as #key=…, beats one that was typed; so typing one takes it away. */
export const apiKey = () => new URLSearchParams(location.hash.slice(1)).get("key") ?? tabMemory["limner-key"] ?? "studio";

export function useKey(key) {
  tabMemory["limner-key"] = key;
  history.replaceState(null, "", location.pathname + location.search);
}

export const client = () => createClient({ apiKey: apiKey() });

/** The living avatar, or a new one. */
export function connect() {
  session.avatar ??= open((how) => client().realtime.connect(null, { ...how, ...first() }));
  return session.avatar;
}

const first = () => ({
  model: models.realtime("live_avatar"),
  avatar: { avatarImage: session.wish.portrait },
  initialState: { prompt: { text: session.wish.prompt } },
});

/** Somebody else's. */
export function watch(token) {
  session.avatar ??= open((how) => client().realtime.subscribe({ ...how, token }));
  return session.avatar;
}

async function open(begin) {
  const mine = (attempt = new AbortController());
  const still = (action) => (detail) => mine === attempt && action(detail);
  change({ state: "connecting" });
  try {
    const made = await begin({
      signal: mine.signal,
      waitMs: WAIT_MS,
      onWait: still((_, pauseMs) => change({ waiting: `Every place is taken; asking again in ${Math.ceil(pauseMs / 1000)} s` })),
      onRemoteStream: still((stream) => change({ stream })),
    });
    made.on("connectionChange", still(settle));
    made.on("speechStart", still(() => change({ speaking: true })));
    made.on("speechEnd", still(() => change({ speaking: false })));
    made.on("error", still((error) => document.dispatchEvent(new CustomEvent("limner-error", { detail: error }))));
    settle(made.getConnectionState());
    return made;
  } catch (error) {
    still(settle)("disconnected");
    throw error;
  }
}

/** The SDK's states; `connected` and `generating` look alike. */
function settle(state) {
  if (state === "disconnected") change({ state, avatar: null, stream: null, speaking: false, waiting: "" });
  else change({ state: state === "generating" ? "connected" : state, waiting: "", ...(state === "reconnecting" && { speaking: false }) });
}

export function disconnect() {
  const leaving = session.avatar;
  attempt?.abort();
  attempt = null;
  leaving?.then((avatar) => avatar.disconnect()).catch(() => {}); // it may never have come to be
  settle("disconnected");
}
