// What a page does with the vendor's SDK: all of it. Bundled with one version of the package by test_js_sdks.py.
import { createDecartClient, models } from "@decartai/sdk";

const model = models.realtime("live_avatar");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(met, what) {
  const end = performance.now() + 60000;
  while (!(await met())) {
    if (performance.now() > end) throw new Error(`this never came: ${what}`);
    await sleep(50);
  }
}

function show(stream, id) {
  const video = document.getElementById(id) ?? document.body.appendChild(Object.assign(document.createElement("video"), { id, autoplay: true, playsInline: true }));
  video.srcObject = stream;
  return video;
}

const size = (id) => [document.getElementById(id)?.videoWidth ?? 0, document.getElementById(id)?.videoHeight ?? 0];
const frames = (id) => document.getElementById(id).getVideoPlaybackQuality().totalVideoFrames;

function beep(seconds) {
  const rate = 16000, n = Math.round(seconds * rate), view = new DataView(new ArrayBuffer(44 + 2 * n));
  const text = (at, s) => [...s].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF"); view.setUint32(4, 36 + 2 * n, true); text(8, "WAVEfmt "); view.setUint32(16, 16, true); view.setUint16(20, 1, true);
  view.setUint16(22, 1, true); view.setUint32(24, rate, true); view.setUint32(28, 2 * rate, true); view.setUint16(32, 2, true);
  view.setUint16(34, 16, true); text(36, "data"); view.setUint32(40, 2 * n, true);
  for (let i = 0; i < n; i++) view.setInt16(44 + 2 * i, 12000 * Math.sin((2 * Math.PI * 440 * i) / rate), true);
  return view.buffer;
}

async function portraitBlob() {
  const canvas = new OffscreenCanvas(64, 64);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "peru";
  pen.fillRect(0, 0, 64, 64);
  return canvas.convertToBlob({ type: "image/png" });
}

async function connect(avatarImage, stream = null) {
  const client = createDecartClient({ apiKey: "test-key" });
  const states = [], errors = [];
  const live = await client.realtime.connect(stream, {
    model,
    avatar: { avatarImage },
    initialState: { prompt: { text: "Smile warmly and nod occasionally", enhance: true } },
    onRemoteStream: (remote) => show(remote, "avatar"),
  });
  live.on("connectionChange", (state) => states.push(state));
  live.on("error", (error) => errors.push(`${error.code}: ${error.message}`));
  await until(() => size("avatar")[0] === 1280, "a picture");
  return { client, live, states, errors };
}

globalThis.connectOnce = async () => {
  const { live } = await connect(await portraitBlob());
  const seen = size("avatar");
  live.disconnect();
  return seen;
};

globalThis.run = async (version) => {
  const sockets = [];
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain { constructor(...all) { super(...all); sockets.push(this); } };

  const blob = await portraitBlob();
  for (const image of [new File([blob], "me.png", { type: "image/png" }), new URL("/portrait.jpg", location.href).href]) {
    const { live } = await connect(image);
    live.disconnect();
  }

  const { client, live, states } = await connect(blob);
  const context = new AudioContext(), analyser = context.createAnalyser(), wave = new Float32Array(2048);
  context.createMediaStreamSource(document.getElementById("avatar").srcObject).connect(analyser);
  let loudest = 0;
  const listen = setInterval(() => { analyser.getFloatTimeDomainData(wave); loudest = Math.max(loudest, Math.hypot(...wave) / Math.sqrt(wave.length)); }, 50);

  const playedFor = [];
  for (const sound of [new Blob([beep(1)]), new File([beep(1)], "a.wav"), beep(1)]) {
    const start = performance.now();
    await live.playAudio(sound);
    playedFor.push((performance.now() - start) / 1000);
  }
  await live.setPrompt("Be friendly and nod occasionally", { enhance: true });
  const result = { playedFor, isConnected: live.isConnected(), size: size("avatar") };
  const set = live.setImage ? (image) => live.setImage(image) : (image) => live.setAvatarImage?.(image);
  await set(blob);
  if (live.set) await live.set({ prompt: "Look at the viewer", enhance: true });
  // The package asks five times, with pauses of 1 to 10 s that double; here they pass ten times as fast.
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (work, ms = 0, ...more) => setTimeout(work, ms <= 10_000 ? ms / 10 : ms, ...more);
  result.refused = await createDecartClient({ apiKey: "test-key" })
    .realtime.connect(null, { model, avatar: { avatarImage: new Blob(["no picture"]) }, onRemoteStream: () => {} })
    .then((it) => { it.disconnect(); return ""; }, (error) => String(error.message ?? error));
  globalThis.setTimeout = setTimeout;

  if (version === "0.0.46") {
    result.sessionId = live.sessionId;
    const viewer = await client.realtime.subscribe({ token: live.subscribeToken, onRemoteStream: (remote) => show(remote, "viewer") });
    await until(() => size("viewer")[0] === 1280, "the viewer's picture");
    result.viewerSize = size("viewer");
    viewer.disconnect();
    // Cut the line of the talker: the socket that was opened for it, last but one that is still open.
    const socket = sockets.filter((one) => one.readyState === Plain.OPEN)[0];
    socket.close(4000);
    await until(() => states.includes("reconnecting"), "reconnecting");
    await until(() => ["connected", "generating"].includes(live.getConnectionState()), "connected again");
    const before = frames("avatar");
    await until(() => frames("avatar") > before + 10, "pictures after the cut");
    result.framesAfterCut = frames("avatar") - before;
  }
  clearInterval(listen);
  live.disconnect();
  await sleep(100);

  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  const spoken = await connect(blob, microphone);
  spoken.live.disconnect();
  microphone.getTracks().forEach((track) => track.stop());
  return { ...result, states, loudest, statesAtEnd: live.getConnectionState() };
};
