// What a viewer sees and hears, with the time of each: runs in the page that `limner bench` opens. Times are ms of performance.now().
// `card` (where the test card keeps what) is put before this file by bench/browser.py.

const bench = { pictures: [], edges: [], told: [], clocks: [], watching: false };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const LIMIT_MS = 90_000; // for whatever a server may never answer

// The first message of this type; what the server refuses with, or its silence, is an Error.
bench.answer = (type) =>
  new Promise((done, failed) => {
    bench.waiting = { [type]: done, error: ({ error }) => failed(new Error(error)) };
    setTimeout(() => failed(new Error(`no ${type} came`)), LIMIT_MS);
  });

// One socket and one peer connection, in the order of the documented clients: portrait, its ack, offer, answer.
// → ms from the portrait's leaving to its ack, to the answer, to the peer's standing, to the first picture.
bench.connect = async ({ url, portrait, microphone }) => {
  const at = {};
  bench.socket = new WebSocket(url);
  bench.socket.onmessage = ({ data }) => {
    const message = { ...JSON.parse(data), now: performance.now() };
    bench.told.push(message);
    bench.waiting?.[message.type]?.(message);
  };
  await new Promise((done, failed) => Object.assign(bench.socket, { onopen: done, onerror: () => failed(new Error("it opens no WebSocket")) }));

  const begun = performance.now();
  bench.send({ type: "set_image", image_data: portrait });
  const ack = await bench.answer("set_image_ack");
  at.ack_ms = ack.now - begun;
  if (!ack.success) throw new Error(ack.error);

  const peer = (bench.peer = new RTCPeerConnection());
  const video = (bench.video = document.querySelector("video"));
  const stream = new MediaStream();
  const first = new Promise((done, failed) => {
    video.requestVideoFrameCallback((now, meta) => done(meta.expectedDisplayTime));
    setTimeout(() => failed(new Error("no picture came")), LIMIT_MS);
  });
  peer.ontrack = ({ track }) => {
    stream.addTrack(track);
    video.srcObject = stream;
  };
  peer.onconnectionstatechange = () => (at[`${peer.connectionState}_ms`] ??= performance.now() - begun);
  peer.onicecandidate = ({ candidate }) => bench.send({ type: "ice-candidate", candidate });
  peer.addTransceiver("video", { direction: "recvonly" });
  if (microphone) peer.addTrack(bench.microphone(), new MediaStream());
  else peer.addTransceiver("audio", { direction: "recvonly" });
  await peer.setLocalDescription(await peer.createOffer());
  bench.send({ type: "offer", sdp: peer.localDescription.sdp });
  const answer = await bench.answer("answer");
  at.answer_ms = answer.now - begun;
  await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
  at.first_picture_ms = (await first) - begun;
  return at;
};

bench.close = () => {
  bench.peer?.close();
  bench.socket?.close(1000);
  bench.watching = false;
};

bench.send = (message) => bench.socket.send(JSON.stringify(message));

// Sends what is given, ready made, and says when it left.
bench.tell = (message) => {
  const text = JSON.stringify(message);
  const now = performance.now();
  bench.socket.send(text);
  return now;
};

// A microphone that is silent until `bench.beep()`.
bench.microphone = () => {
  const context = (bench.speaking = new AudioContext({ sampleRate: 48000 }));
  const tone = new OscillatorNode(context, { frequency: 1000 });
  bench.gate = new GainNode(context, { gain: 0 });
  const out = context.createMediaStreamDestination();
  tone.connect(bench.gate).connect(out);
  tone.start();
  return out.stream.getAudioTracks()[0];
};

// Speaks into the microphone for some seconds → when the first sample left Web Audio.
bench.beep = async (seconds) => {
  const context = bench.speaking;
  const at = context.currentTime + 0.1;
  bench.gate.gain.setValueAtTime(0.5, at);
  bench.gate.gain.setValueAtTime(0, at + seconds);
  while (context.currentTime < at) await wait(1);
  return performance.now();
};

// Looks at every picture and listens, from now on.
bench.watch = ({ box }) => {
  bench.watching = true;
  void bench.listen(bench.video.srcObject.getAudioTracks()[0]);

  const [width, height] = box ? [box.width, box.height] : [card.bits, 4];
  const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  const look = (now, meta) => {
    if (!bench.watching) return;
    bench.video.requestVideoFrameCallback(look);
    const picture = { shown: meta.expectedDisplayTime, received: meta.receiveTime };
    bench.pictures.push(Object.assign(picture, box ? bench.readBox(pen, box) : bench.readCard(pen)));
  };
  bench.video.requestVideoFrameCallback(look);
};

// Sound as the player takes it from its buffer, in pieces of 10 ms: notes every change between sound and silence, at the sample where it
// happened, as heard one piece later: the least that a sound card adds. Each piece says when it was taken; that clock has another zero, which
// the quickest delivery of the last seconds tells. (Web Audio hears it too, but through a queue that grows by 10 ms whenever it ran dry.)
bench.listen = async (track) => {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  let quiet = Infinity; // samples since the last sound
  let wave = new Float32Array(0);
  for (;;) {
    const { value: piece, done } = await reader.read();
    if (done || !bench.watching) return;
    const taken = piece.timestamp / 1000;
    bench.clocks = [...bench.clocks.slice(-500), performance.now() - taken];
    const heard = (sample) => taken + Math.min(...bench.clocks) + (1000 * (sample + piece.numberOfFrames)) / piece.sampleRate;
    const pause = 0.05 * piece.sampleRate;
    if (wave.length !== piece.numberOfFrames) wave = new Float32Array(piece.numberOfFrames);
    piece.copyTo(wave, { planeIndex: 0, format: "f32-planar" });
    for (let i = 0; i < wave.length; i++) {
      if (Math.abs(wave[i]) > 0.03) {
        if (quiet > pause) bench.edges.push({ on: true, now: heard(i) });
        quiet = 0;
      } else if (++quiet === Math.round(pause)) bench.edges.push({ on: false, now: heard(i) - 50 });
    }
    piece.close();
  }
};

bench.readCard = (pen) => {
  const { bits, cell, left, bitsY, checkY, flash, bar } = card;
  const inside = cell / 4;
  for (const [row, y] of [[0, bitsY], [1, checkY]])
    pen.drawImage(bench.video, left, y + inside, bits * cell, cell - 2 * inside, 0, row, bits, 1);
  pen.drawImage(bench.video, ...flash, 0, 2, 1, 1);
  pen.drawImage(bench.video, ...bar, 0, 3, bits, 1);
  const pixels = pen.getImageData(0, 0, bits, 4).data;
  const value = (x, y) => pixels[4 * (y * bits + x)];
  let tick = 0;
  for (let bit = 0; bit < bits; bit++) {
    if (Math.abs(value(bit, 0) - value(bit, 1)) < 100) return { tick: null }; // no test card
    tick = tick * 2 + (value(bit, 0) > value(bit, 1) ? 1 : 0);
  }
  let level = 0;
  for (let x = 0; x < bits; x++) level += value(x, 3) > 125 ? 1 : 0;
  return { tick, flash: value(0, 2) > 125, level: level / bits };
};

// Luma of a box of the picture, for a mouth that opens and closes.
bench.readBox = (pen, { x, y, width, height }) => {
  pen.drawImage(bench.video, x, y, width, height, 0, 0, width, height);
  const pixels = pen.getImageData(0, 0, width, height).data;
  const luma = [];
  for (let i = 0; i < pixels.length; i += 4) luma.push(Math.round(0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2]));
  return { luma };
};

// Everything seen, heard and told since the last time.
bench.drain = () => {
  const { pictures, edges, told } = bench;
  Object.assign(bench, { pictures: [], edges: [], told: [] });
  return { pictures, edges, told, now: performance.now() };
};

bench.stats = async () => {
  const all = [...(await bench.peer.getStats()).values()];
  const inbound = (kind) => all.find((s) => s.type === "inbound-rtp" && s.kind === kind);
  return { video: inbound("video"), audio: inbound("audio"), path: all.find((s) => s.type === "candidate-pair" && s.nominated) };
};
