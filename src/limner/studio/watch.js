/** The page of somebody who only watches: /?watch=TOKEN, with a key behind the #. */

import { $, run } from "./page.js";
import { onChange, session, watch } from "./session.js";

const WORDS = { connecting: "Connecting", connected: "Live", reconnecting: "Reconnecting", disconnected: "It has ended" };

export const token = new URLSearchParams(location.search).get("watch");

export function begin() {
  document.body.classList.add("watching");
  document.title = "Limner: watching";
  document.querySelector(".skip").hidden = true;
  $("poster").removeAttribute("src");
  document.querySelector("header p").textContent = "You are watching somebody’s avatar.";
  onChange(({ state }) => {
    $("state").textContent = session.waiting || WORDS[state];
  });
  run(() => watch(token));
}
