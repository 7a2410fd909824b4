/** A link by which others watch this avatar. */

import { $, note, onClick } from "./page.js";
import { client, session } from "./session.js";

const LIVES_S = 3600; // the longest that a server gives

onClick("share", async () => {
  const avatar = await session.avatar;
  if (!avatar) return;
  // A key of its own that opens nothing but this. It stands behind the #, which browsers send to nobody.
  const { apiKey } = await client().tokens.create({ expiresIn: LIVES_S, watchSession: avatar.sessionId });
  const link = new URL(location.pathname, location.href);
  link.search = new URLSearchParams({ watch: avatar.subscribeToken });
  link.hash = new URLSearchParams({ key: apiKey });
  $("link").value = link.href;
  const here = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  note("share-note", here ? "This page was opened as localhost, so the link works on this machine only; open it by a name that others can reach." : "");
  $("share-dialog").showModal();
  $("link").select();
});

onClick("copy", async () => {
  $("link").select();
  try {
    await navigator.clipboard.writeText($("link").value);
    note("share-note", "Copied.");
  } catch {
    note("share-note", "Press Ctrl+C, or ⌘C, to copy the link.");
  }
});

$("share-close").addEventListener("click", () => $("share-dialog").close());
