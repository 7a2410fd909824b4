/** A portrait taken with the camera. */

import { $, onClick, openDevice, run } from "./page.js";
import { choosePortrait } from "./portrait.js";

let camera = null; // MediaStream while the dialog is open

function close() {
  camera?.getTracks().forEach((track) => track.stop());
  camera = $("viewfinder").srcObject = null;
}

onClick("camera", async () => {
  camera = await openDevice("camera", { video: { facingMode: "user", width: { ideal: 1920 }, height: { ideal: 1080 } } });
  $("viewfinder").srcObject = camera;
  $("camera-dialog").showModal();
  $("shoot").focus();
});

onClick("shoot", async () => {
  const view = $("viewfinder");
  if (view.readyState < view.HAVE_CURRENT_DATA) return; // its size is known before its first picture is there
  const canvas = Object.assign(document.createElement("canvas"), { width: view.videoWidth, height: view.videoHeight });
  canvas.getContext("2d").drawImage(view, 0, 0);
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
  $("camera-dialog").close();
  run(() => choosePortrait(picture));
});

$("camera-cancel").addEventListener("click", () => $("camera-dialog").close());
$("camera-dialog").addEventListener("close", close); // by Escape, too
