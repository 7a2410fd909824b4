/**
 * Limner's JavaScript SDK: a portrait and sound in, a talking picture out. One file, no dependencies, for browsers.
 *
 *   import { createClient, models } from "http://localhost:8000/sdk/limner.js";
 *
 *   const avatar = await createClient().realtime.connect(null, {
 *     model: models.realtime("live_avatar"),
 *     avatar: { avatarImage: file },
 *     onRemoteStream: (stream) => (video.srcObject = stream),
 *   });
 *   await avatar.playAudio(speech); // resolves when it has been heard
 *   avatar.disconnect();
 *
 * Names and behaviour are those of the retired Avatar Live SDK, so that its programs need another import and a `baseUrl`. What it did not
 * have: interrupt, speak, setMicrophone, getStats, speechStart and speechEnd. The wire beneath is described in docs/protocol.md.
 */

const VERSION = "0.1.0";
const ACK_MS = 30_000; // a portrait takes the server some seconds
const MEDIA_MS = 20_000;
const PLACE_MS = 20_000; // so long a full server is asked again for a place at first
const RETRY_MS = [1000, 2000, 4000, 8000, 10_000]; // before each attempt to reconnect
const MAX_MESSAGE = 32 * 1024 * 1024; // characters; the server takes no more
const MODELS = ["live_avatar", "live-avatar"];
const PCM_RATES = [16_000, 24_000, 48_000]; // what the wire takes
const PIECE_S = 1; // longer pieces of streamed sound are sent as several

// --- errors ------------------------------------------------------------------------------------------------------------------------

export const ERROR_CODES = Object.freeze({
  ABORTED: "ABORTED", // by the program's own signal
  INVALID_API_KEY: "INVALID_API_KEY",
  INVALID_BASE_URL: "INVALID_BASE_URL",
  INVALID_INPUT: "INVALID_INPUT", // a portrait, sound or prompt that cannot be used
  INVALID_OPTIONS: "INVALID_OPTIONS",
  MODEL_NOT_FOUND: "MODEL_NOT_FOUND",
  SESSION_NOT_FOUND: "SESSION_NOT_FOUND",
  TOKEN_CREATE_ERROR: "TOKEN_CREATE_ERROR",
  WEB_RTC_ERROR: "WEB_RTC_ERROR", // picture and sound do not get through
  AT_CAPACITY: "AT_CAPACITY", // try again later
  UNREACHABLE: "UNREACHABLE", // no server there
  CONNECTION_LOST: "CONNECTION_LOST",
  TIMEOUT: "TIMEOUT",
  SESSION_ENDED: "SESSION_ENDED", // by the server, which says why
  SERVER_ERROR: "SERVER_ERROR",
});

/** `code` is one of ERROR_CODES, `message` a sentence for people; `data.code` is the server's own, finer code where it gave one. */
export class DecartSDKError extends Error {
  constructor(code, message, data = {}, cause = undefined) {
    super(message, cause ? { cause } : undefined);
    this.name = "DecartSDKError";
    this.code = code;
    this.data = data;
  }
}

const BY_SERVER_CODE = {
  unauthorized: ERROR_CODES.INVALID_API_KEY,
  session_not_found: ERROR_CODES.SESSION_NOT_FOUND,
  at_capacity: ERROR_CODES.AT_CAPACITY,
  worker_lost: ERROR_CODES.AT_CAPACITY,
  bad_message: ERROR_CODES.INVALID_INPUT,
};
const RETRYABLE = new Set([ERROR_CODES.AT_CAPACITY, ERROR_CODES.UNREACHABLE, ERROR_CODES.CONNECTION_LOST, ERROR_CODES.TIMEOUT, ERROR_CODES.WEB_RTC_ERROR]);

function serverError({ code, error, retry_after_s }, fallback = ERROR_CODES.SERVER_ERROR) {
  const data = { ...(code && { code }), ...(retry_after_s && { retryAfterMs: retry_after_s * 1000 }) };
  const input = /^(bad_|not_an_image|image_|no_face|face_|audio_)/.test(code ?? "") ? ERROR_CODES.INVALID_INPUT : fallback;
  return new DecartSDKError(BY_SERVER_CODE[code] ?? input, error || "The server refused without a reason.", data);
}

/** What the server said last → how long to leave it alone: as it asked, and up to half as much again, lest all come at once. */
const pauseMs = (error, atLeast = RETRY_MS[0]) => Math.max(atLeast, error?.data?.retryAfterMs ?? 0) * (1 + Math.random() / 2);

const lost = (message = "The connection to the server was lost.") => new DecartSDKError(ERROR_CODES.CONNECTION_LOST, message);
const badInput = (message) => new DecartSDKError(ERROR_CODES.INVALID_INPUT, message);

// --- models ------------------------------------------------------------------------------------------------------------------------

export const models = Object.freeze({
  /** "live_avatar" (or "live-avatar") → what `connect` needs to know about it. */
  realtime(name) {
    if (!MODELS.includes(name)) throw new DecartSDKError(ERROR_CODES.MODEL_NOT_FOUND, `There is no model ${JSON.stringify(name)}; there is "live_avatar".`);
    return { name, urlPath: "/v1/stream", fps: 25, width: 1280, height: 720, inputSchema: {} };
  },
});

export const isRealtimeModel = (name) => MODELS.includes(name);

// --- client ------------------------------------------------------------------------------------------------------------------------

/**
 * baseUrl: where the server is; otherwise where this file came from, or http://localhost:8000. apiKey: one of its keys, or a token that
 * `tokens.create` made; a server without keys takes any. iceServers: as for RTCPeerConnection; seldom needed.
 */
export function createDecartClient({ apiKey = "local", baseUrl = ownBase(), iceServers = [], integration } = {}) {
  const base = checkedBase(baseUrl);
  const options = { base, apiKey, iceServers, agent: ["limner-js/" + VERSION, integration].filter(Boolean).join(" ") };
  return {
    realtime: {
      connect: (stream, how) => RealTimeClient.connect(options, stream, how),
      subscribe: (how) => Subscriber.connect(options, how),
    },
    tokens: { create: (wish) => createToken(options, wish) },
  };
}

export const createClient = createDecartClient;

function ownBase() {
  const own = new URL(import.meta.url);
  return own.pathname.endsWith("/sdk/limner.js") ? new URL("..", own).href : "http://localhost:8000";
}

function checkedBase(baseUrl) {
  try {
    const url = new URL(baseUrl, globalThis.document?.baseURI);
    url.protocol = { "ws:": "http:", "wss:": "https:" }[url.protocol] ?? url.protocol;
    if (!/^https?:$/.test(url.protocol)) throw new TypeError(url.protocol);
    return url.href.replace(/\/+$/, "");
  } catch (cause) {
    throw new DecartSDKError(ERROR_CODES.INVALID_BASE_URL, `${baseUrl} is no server's address; write for example https://avatars.example.com.`, {}, cause);
  }
}

async function createToken({ base, apiKey }, wish = {}) {
  let answer;
  try {
    const headers = { "X-API-KEY": apiKey, "Content-Type": "application/json" };
    answer = await fetch(`${base}/v1/client/tokens`, { method: "POST", headers, body: JSON.stringify(wish) });
  } catch (cause) {
    throw new DecartSDKError(ERROR_CODES.TOKEN_CREATE_ERROR, `The server at ${base} cannot be reached.`, {}, cause);
  }
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new DecartSDKError(ERROR_CODES.TOKEN_CREATE_ERROR, value.error ?? `The server answered ${answer.status}.`, { status: answer.status });
  return value;
}

// --- one WebSocket -----------------------------------------------------------------------------------------------------------------

/** Questions and their answers, which come in the order of the questions. */
class Wire {
  #socket;
  #waiting = new Map(); // type of the answer → waiters
  #refusal = null; // the last error the server sent
  #onMessage;
  closed; // a promise of the error that ended it

  constructor(onMessage) {
    this.#onMessage = onMessage;
  }

  open(url) {
    return new Promise((resolve, reject) => {
      const { origin } = new URL(url);
      const unreachable = (more = "") => new DecartSDKError(ERROR_CODES.UNREACHABLE, `The server at ${origin} cannot be reached.${more}`);
      let socket;
      try {
        socket = this.#socket = new WebSocket(url);
      } catch {
        // A page from https may not talk to ws:, and the browser says so by throwing.
        return reject(unreachable(" A page that came over https needs a server with https, too."));
      }
      let opened = false;
      this.closed = new Promise((ended) => {
        socket.onclose = (event) => {
          const refused = event.code >= 4000 ? this.#refusal : null;
          const error = refused ?? (opened ? lost() : unreachable());
          this.#fail(error);
          reject(error);
          ended(error);
        };
      });
      socket.onopen = () => {
        opened = true;
        resolve();
      };
      socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    });
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (!this.isOpen) throw lost("The avatar is not connected.");
    const text = JSON.stringify(message);
    if (text.length > MAX_MESSAGE) throw badInput(`A file may have ${Math.floor((MAX_MESSAGE * 3) / 4e6)} MB; this one is larger.`);
    this.#socket.send(text);
  }

  /** Resolves with the answer of type `reply`; one that says no rejects. */
  ask(message, reply, limit = ACK_MS) {
    return new Promise((resolve, reject) => {
      this.send(message);
      const waiter = { resolve, reject };
      waiter.timer = setTimeout(() => {
        waiter.late = true; // its place in the order stays
        reject(new DecartSDKError(ERROR_CODES.TIMEOUT, `The server did not answer within ${limit / 1000} s; try again.`));
      }, limit);
      if (!this.#waiting.has(reply)) this.#waiting.set(reply, []);
      this.#waiting.get(reply).push(waiter);
    });
  }

  close() {
    this.#fail(lost("The connection was closed."));
    this.#socket?.close();
  }

  #receive(message) {
    if (message.type === "error") this.#refusal = serverError(message);
    // An offer has no failing answer: the error stands for it.
    const waiter = this.#waiting.get(message.type === "error" ? "answer" : message.type)?.shift();
    if (!waiter) return this.#onMessage(message);
    clearTimeout(waiter.timer);
    if (waiter.late) return;
    if (message.type === "error") waiter.reject(this.#refusal);
    else if (message.success !== false) waiter.resolve(message);
    // Who is not let in gets the reason twice, the first time with its code.
    else waiter.reject(this.#refusal?.message === message.error ? this.#refusal : serverError(message, ERROR_CODES.INVALID_INPUT));
  }

  #fail(error) {
    for (const waiters of this.#waiting.values()) {
      for (const { reject, timer } of waiters.splice(0)) {
        clearTimeout(timer);
        reject(error);
      }
    }
  }
}

// --- one connection that is kept ---------------------------------------------------------------------------------------------------

/** Signalling, WebRTC, state and reconnecting: all that a viewer needs. */
class Connection {
  #url;
  #wire = null;
  #peer = null;
  #iceServers; // the program's own
  #relays = []; // the server's
  #abandon = null; // ends the negotiation under way
  #microphone;
  #customizeOffer;
  #onRemoteStream;
  #listeners = new Map();
  #buffered = []; // events until connect() has returned and listeners could be added
  #state = "disconnected";
  #generating = false;
  #over = null; // the error that says why it will not come back
  #settled = Promise.resolve(); // neither connecting nor reconnecting

  /** The MediaStream that is shown, or null. */
  remoteStream = null;
  /** What the server calls this session; null before there is one. */
  sessionId = null;
  /** Lets others watch: `client.realtime.subscribe({ token })`. */
  subscribeToken = null;

  /** {sessionSeconds, idleSeconds, messageBytes} that the server allows; null: as long as you like. */
  limits = null;

  constructor(url, { iceServers, microphone = null, customizeOffer, onRemoteStream }) {
    this.#url = url;
    this.#iceServers = iceServers;
    this.#microphone = microphone;
    this.#customizeOffer = customizeOffer;
    this.#onRemoteStream = onRemoteStream;
  }

  isConnected() {
    return this.#state === "connected" || this.#state === "generating";
  }

  /** "connecting" | "connected" | "generating" | "reconnecting" | "disconnected" */
  getConnectionState() {
    return this.#state;
  }

  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
  }

  off(event, listener) {
    this.#listeners.get(event)?.delete(listener);
  }

  /**
   * The browser's RTCStatsReport of the living connection, or null. Its `avOffsetMs` is how far the picture that is shown runs ahead of the
   * sound that is heard: null until both play, and in browsers that do not estimate it.
   */
  async getStats() {
    const report = await this.#peer?.getStats();
    return report ? Object.assign(report, { avOffsetMs: avOffsetMs(report) }) : null;
  }

  /** Ends it. What is still waited for rejects with CONNECTION_LOST. */
  disconnect() {
    this.#end(lost("The connection was closed."));
  }

  /** waitMs: how long a full server is asked again for a place; each time `onWait` hears why, and for how long. */
  async _start({ waitMs = PLACE_MS, onWait, signal }) {
    this.#setState("connecting");
    const giveUp = () => this.#end(new DecartSDKError(ERROR_CODES.ABORTED, "Connecting was given up."));
    signal?.addEventListener("abort", giveUp);
    try {
      if (signal?.aborted) giveUp();
      await this.#enter(performance.now() + waitMs, onWait, signal);
    } catch (error) {
      this.#end(error);
      throw this.#over;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
    // Listeners that are added right after `await connect()` still hear of the beginning.
    setTimeout(() => {
      const events = this.#buffered;
      this.#buffered = null;
      for (const [event, detail] of events) this._emit(event, detail);
    });
  }

  /** The living wire; waits for one while reconnecting. */
  async _ready() {
    await this.#settled;
    if (!this.#wire) throw this.#over ?? lost("The avatar is not connected.");
    return this.#wire;
  }

  /** What is said before the offer. */
  async _introduce(wire) {}

  /** What is under way will not come to its end. */
  _lost(error) {}

  _receive(message) {
    switch (message.type) {
      case "session_id":
        this.sessionId = message.session_id;
        this.subscribeToken = btoa(JSON.stringify({ sid: message.session_id, ip: message.server_ip, port: message.server_port }));
        break;
      case "generation_started":
        this.#generating = true; // perhaps before this end knows that it is connected
        if (this.isConnected()) this.#setState("generating");
        break;
      case "generation_tick":
        this._emit("generationTick", { seconds: message.seconds });
        break;
      case "generation_ended":
        this.#over = new DecartSDKError(ERROR_CODES.SESSION_ENDED, message.reason || "The server ended the session.", message.code ? { code: message.code } : {});
        this._emit("sessionEnd", { reason: message.reason, code: message.code ?? null, seconds: message.seconds });
        break;
      case "session_limits":
        this.limits = { sessionSeconds: message.session_limit_s ?? null, idleSeconds: message.idle_limit_s ?? null, messageBytes: message.max_message_bytes };
        break;
      case "ice_servers":
        this.#relays = message.ice_servers; // comes before the offer
        break;
      case "error":
        this._emit("error", serverError(message));
        break;
    }
  }

  _emit(event, detail) {
    if (this.#buffered) return this.#buffered.push([event, detail]);
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        console.error(`A listener of "${event}" threw:`, error);
      }
    }
  }

  /** Sends this track instead of silence, now and after a reconnect; null: silence. */
  async _setMicrophone(track) {
    this.#microphone = track;
    await this.#peer?.getTransceivers().find(({ receiver }) => receiver.track.kind === "audio")?.sender.replaceTrack(track);
  }

  async #enter(until, onWait, signal) {
    for (;;) {
      try {
        return await this.#attempt();
      } catch (error) {
        const pause = pauseMs(error);
        if (this.#over || error.code !== ERROR_CODES.AT_CAPACITY || performance.now() + pause > until) throw error;
        onWait?.(error, pause);
        await sleep(pause, signal);
      }
    }
  }

  async #attempt() {
    if (this.#over) throw this.#over;
    this.#generating = false;
    const wire = (this.#wire = new Wire((message) => wire === this.#wire && this._receive(message)));
    try {
      await wire.open(this.#url);
      await this._introduce(wire);
      await this.#negotiate(wire);
    } catch (error) {
      if (wire === this.#wire) this.#close();
      throw error;
    }
    wire.closed.then((error) => wire === this.#wire && this.#cut(error));
  }

  /** The wire is gone. */
  #cut(error) {
    if (this.#over) return this.#giveUp(this.#over);
    if (this.#state !== "reconnecting") this.#reconnect(error, null); // else it is seen there
  }

  /** Only the picture is gone. */
  #mend(wire) {
    if (this.#state !== "reconnecting") this.#reconnect(lost("Picture and sound stopped arriving."), wire);
  }

  async #reconnect(cause, wire) {
    this._lost(cause);
    let settle;
    this.#settled = new Promise((resolve) => (settle = resolve));
    this.#setState("reconnecting");
    let answer = null; // what the server said last
    try {
      for (const wait of RETRY_MS) {
        try {
          if (wire?.isOpen) {
            await this.#negotiate(wire);
          } else {
            this.#close();
            await sleep(pauseMs(answer, wait));
            if (this.#over) return;
            await this.#attempt();
          }
          return;
        } catch (error) {
          wire = null;
          if (this.#over) return this.#end(this.#over);
          if (!RETRYABLE.has(error.code)) return this.#giveUp(error);
          answer = error;
        }
      }
      this.#giveUp(cause);
    } finally {
      settle();
    }
  }

  #giveUp(error) {
    this._emit("error", error);
    this.#end(error);
  }

  #end(error) {
    this.#over ??= error;
    this.#close();
    this._lost(error);
    this.remoteStream = null;
    this.#setState("disconnected");
  }

  #close() {
    const [peer, wire] = [this.#peer, this.#wire];
    this.#peer = this.#wire = null;
    peer?.close();
    this.#abandon?.(this.#over ?? lost());
    wire?.close();
  }

  #setState(state) {
    if (state === this.#state) return;
    this.#state = state;
    this._emit("connectionChange", state);
  }

  async #negotiate(wire) {
    this.#peer?.close();
    const peer = (this.#peer = new RTCPeerConnection({ iceServers: [...this.#iceServers, ...this.#relays] }));
    peer.onicecandidate = ({ candidate }) => {
      if (peer === this.#peer && wire.isOpen) wire.send({ type: "ice-candidate", candidate });
    };
    peer.ontrack = ({ streams: [stream] }) => {
      if (peer !== this.#peer || this.remoteStream === stream) return; // picture and sound come on one stream
      this.remoteStream = stream;
      this.#onRemoteStream?.(stream);
    };
    peer.addTransceiver("video", { direction: "recvonly" });
    peer.addTransceiver(this.#microphone ?? "audio", { direction: "sendrecv" });
    // What a peer connection was asked for stays unanswered for ever once it is closed.
    const closed = new Promise((_, reject) => (this.#abandon = reject));
    await Promise.race([this.#agree(peer, wire), closed, wire.closed.then((error) => Promise.reject(error))]);
    peer.onconnectionstatechange = () => {
      if (peer === this.#peer && ["failed", "closed"].includes(peer.connectionState)) this.#mend(wire);
    };
    this.#setState("connected");
    if (this.#generating) this.#setState("generating");
  }

  async #agree(peer, wire) {
    const offer = await peer.createOffer();
    await this.#customizeOffer?.(offer);
    await peer.setLocalDescription(offer);
    const answer = await wire.ask({ type: "offer", sdp: offer.sdp }, "answer");
    await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    await arrived(peer);
  }
}

/** Sooner, if the signal says so. */
function sleep(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Both streams say which moment of the sender's clock they play just now. */
function avOffsetMs(report) {
  const playing = {};
  for (const each of report.values()) {
    if (each.type === "inbound-rtp" && each.estimatedPlayoutTimestamp) playing[each.kind] = each.estimatedPlayoutTimestamp - each.timestamp;
  }
  const offset = playing.video - playing.audio;
  return Number.isFinite(offset) ? offset : null;
}

/** Resolves when the peer connection stands. */
function arrived(peer) {
  return new Promise((resolve, reject) => {
    const text = "Picture and sound do not get through to this browser; a firewall may stop UDP, and the server may need a TURN server.";
    const blocked = () => reject(new DecartSDKError(ERROR_CODES.WEB_RTC_ERROR, text));
    const timer = setTimeout(blocked, MEDIA_MS);
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "connected") resolve();
      else if (peer.connectionState === "failed" || peer.connectionState === "closed") blocked();
      else return;
      clearTimeout(timer);
    };
    peer.onconnectionstatechange();
  });
}

// --- a viewer ----------------------------------------------------------------------------------------------------------------------

/** Somebody else's avatar, to watch. */
class Subscriber extends Connection {
  static async connect({ base, apiKey, iceServers, agent }, { token, onRemoteStream, ...how }) {
    let sid, ip, port;
    try {
      ({ sid, ip, port } = JSON.parse(atob(token.replaceAll("-", "+").replaceAll("_", "/"))));
      if (!sid || !ip || !port) throw new TypeError();
    } catch (cause) {
      throw new DecartSDKError(ERROR_CODES.SESSION_NOT_FOUND, "This is no subscribe token; take `subscribeToken` of the avatar to watch.", {}, cause);
    }
    const url = socketUrl(base, `/subscribe/${encodeURIComponent(sid)}`, { IP: ip, port, api_key: apiKey, user_agent: agent, events: 1 });
    const viewer = new Subscriber(url, { iceServers, onRemoteStream });
    await viewer._start(how);
    return viewer;
  }
}

// --- an avatar ---------------------------------------------------------------------------------------------------------------------

/** An avatar of one's own: a viewer that also speaks. */
class RealTimeClient extends Connection {
  #portrait = null; // base64; these three are the latest, for a reconnect
  #prompt = null; // {prompt, enhance_prompt}
  #background = null; // {background} or {background_data}
  #speeches = new Map(); // id → {resolve, reject, sent, durationMs}
  #count = 0;
  #reading = Promise.resolve(); // of the files given to playAudio

  /** What the server noticed about the portrait, in sentences. */
  notes = [];
  /** How the latest prompt was read: in a sentence, and as {emotions, gestures, gaze, energy, avoid, not_possible}; null before one. */
  understood = null;
  behaviour = null;

  static async connect({ base, apiKey, iceServers, agent }, stream, how = {}) {
    const { model, avatar, initialState, onRemoteStream, customizeOffer } = how;
    if (!MODELS.includes(model?.name)) throw new DecartSDKError(ERROR_CODES.INVALID_OPTIONS, 'connect() needs a model: models.realtime("live_avatar").');
    // The agent ends in a name of this avatar's own, by which the server knows it again after a lost connection.
    const url = socketUrl(base, model.urlPath, { api_key: apiKey, model: model.name, user_agent: `${agent} ${Math.random().toString(36).slice(2, 10)}`, events: 1 });
    const microphone = stream?.getAudioTracks()[0] ?? null;
    const made = new RealTimeClient(url, { iceServers, microphone, customizeOffer, onRemoteStream });
    const image = avatar?.avatarImage ?? initialState?.image;
    if (image) made.#portrait = await imageBase64(image);
    if (initialState?.prompt?.text) made.#prompt = promptFields(initialState.prompt.text, initialState.prompt);
    await made._start(how);
    return made;
  }

  /** Speaks a whole audio file of any format; resolves when it has ended, with {playedMs, durationMs, interrupted}. */
  async playAudio(audio, { mode = "replace" } = {}) {
    // A small file is read sooner than a large one; they still play in the order of the calls.
    const before = this.#reading;
    const reading = fileBase64(audio);
    this.#reading = Promise.allSettled([before, reading]);
    await before;
    const data = await reading;
    const wire = await this._ready();
    return this.#speech((id, speech) => {
      if (mode === "replace") this.#cutStreams();
      speech.sent = true;
      wire.send({ type: "audio", audio_data: data, id, mode });
    });
  }

  /**
   * Speaks sound while it comes, as text-to-speech makes it: a ReadableStream (or async iterable) of Uint8Array (mono PCM16, little
   * endian), Int16Array or Float32Array. Resolves like playAudio; a stream that fails rejects, and the avatar falls silent.
   */
  async speak(stream, { sampleRate = 24_000, mode = "replace" } = {}) {
    if (!PCM_RATES.includes(sampleRate)) throw badInput(`Streamed sound has ${PCM_RATES.join(", ")} samples a second, not ${sampleRate}.`);
    const wire = await this._ready();
    if (mode === "replace" && this.#speeches.size) this.#hush(wire);
    const reader = stream.getReader?.() ?? iteratorReader(stream);
    return this.#speech((id, speech) => {
      speech.done = () => reader.cancel().catch(() => {});
      this.#feed(wire, id, speech, reader, sampleRate).catch((error) => {
        if (speech.sent && wire.isOpen) this.#hush(wire);
        speech.reject(error);
      });
    });
  }

  /** Silence now; what is queued is dropped. Resolves with {id, playedMs} of what was playing. */
  async interrupt() {
    const { id = null, played_ms } = await this.#silence(await this._ready());
    return { id, playedMs: played_ms };
  }

  /** How it shall behave, in plain words. Resolves with {understood, behaviour}. */
  async setPrompt(prompt, { enhance = true } = {}) {
    if (typeof prompt !== "string" || !prompt.trim()) throw badInput("The prompt is empty; say how the avatar shall behave.");
    const fields = promptFields(prompt, { enhance });
    const wire = await this._ready();
    const answer = await wire.ask({ type: "prompt", ...fields }, "prompt_ack");
    this.#prompt = fields;
    this.#read(answer);
    return { understood: this.understood, behaviour: this.behaviour };
  }

  /** Another face for the living session; null keeps the one that is there. Resolves with {notes}; a refused picture changes nothing. */
  async setImage(image, { prompt = null, enhance = true, timeout = ACK_MS } = {}) {
    const data = image === null ? null : await imageBase64(image);
    const fields = prompt ? promptFields(prompt, { enhance }) : null;
    const wire = await this._ready();
    const answer = await wire.ask({ type: "set_image", image_data: data, ...fields }, "set_image_ack", timeout);
    const { notes = [] } = answer;
    this.#read(answer);
    this.#portrait = data ?? this.#portrait;
    this.#prompt = fields ?? this.#prompt;
    this.notes = notes;
    return { notes };
  }

  /** What the person stands before: "keep" (the portrait's own), "blur", "green", a colour such as "#203040", or a picture (Blob, File, URL). */
  async setBackground(background) {
    const named = typeof background === "string" && /^(keep|blur|green|#[\da-f]{6})$/i.test(background);
    const fields = named ? { background } : { background_data: await imageBase64(background) };
    const wire = await this._ready();
    await wire.ask({ type: "set_image", image_data: null, ...fields }, "set_image_ack");
    this.#background = fields;
  }

  /** Portrait and prompt in one. */
  async set({ prompt = null, enhance = true, image = null } = {}) {
    if (!prompt && !image) throw badInput("set() needs a prompt or an image.");
    return this.setImage(image, { prompt, enhance });
  }

  /** Speaks along with this microphone (an audio MediaStreamTrack); null: not any more. */
  setMicrophone(track) {
    return this._setMicrophone(track);
  }

  async _introduce(wire) {
    const answer = await wire.ask({ type: "set_image", image_data: this.#portrait, ...this.#prompt, ...this.#background }, "set_image_ack");
    this.notes = answer.notes ?? [];
    this.#read(answer);
  }

  #read({ understood, behaviour }) {
    if (behaviour) [this.understood, this.behaviour] = [understood, behaviour];
  }

  _lost(error) {
    for (const { reject } of [...this.#speeches.values()]) reject(error);
  }

  _receive(message) {
    const speech = this.#speeches.get(message.id);
    switch (message.type) {
      case "audio_ack":
        if (speech && message.success) speech.durationMs = message.duration_ms;
        else speech?.reject(serverError(message, ERROR_CODES.INVALID_INPUT));
        break;
      case "speech_started":
        this._emit("speechStart", { id: message.id ?? null });
        break;
      case "speech_ended": {
        const { played_ms: playedMs, interrupted } = message;
        this._emit("speechEnd", { id: message.id ?? null, playedMs, interrupted });
        speech?.resolve({ playedMs, interrupted });
        break;
      }
      default:
        super._receive(message);
    }
  }

  /** A promise of {playedMs, durationMs, interrupted}, for what `begin` starts. */
  #speech(begin) {
    const id = `clip-${++this.#count}`;
    return new Promise((resolve, reject) => {
      const settle = (how) => (value) => {
        if (!this.#speeches.delete(id)) return;
        speech.done?.();
        how(value);
      };
      const speech = { sent: false, durationMs: null, reject: settle(reject) };
      speech.resolve = settle((value) => resolve({ durationMs: speech.durationMs, ...value }));
      this.#speeches.set(id, speech);
      try {
        begin(id, speech);
      } catch (error) {
        speech.reject(error);
      }
    });
  }

  async #feed(wire, id, speech, reader, sampleRate) {
    const chunk = (bytes, last) => wire.send({ type: "audio_chunk", audio_data: bytesBase64(bytes), sample_rate: sampleRate, id, last });
    const piece = PIECE_S * sampleRate * 2; // bytes
    let spare = new Uint8Array(0); // half a sample, where a piece ended
    for (;;) {
      const { done, value } = await reader.read();
      if (speech.cut || this.#speeches.get(id) !== speech) return;
      if (done) break;
      const fresh = pcmBytes(value);
      const bytes = new Uint8Array(spare.length + fresh.length);
      bytes.set(spare);
      bytes.set(fresh, spare.length);
      const whole = bytes.length & ~1;
      for (let at = 0; at < whole; at += piece) {
        speech.sent = true;
        chunk(bytes.subarray(at, Math.min(at + piece, whole)), false);
      }
      spare = bytes.subarray(whole);
    }
    speech.sent = true;
    chunk(new Uint8Array(0), true);
  }

  #silence(wire) {
    this.#cutStreams();
    return wire.ask({ type: "interrupt" }, "interrupted");
  }

  /** The same, and nobody waits for the answer. */
  #hush(wire) {
    this.#silence(wire).catch(() => {});
  }

  /** Nothing more is sent: it would begin anew. A stream of which nothing was sent yet gets no answer from the server. */
  #cutStreams() {
    for (const speech of [...this.#speeches.values()]) {
      speech.cut = true;
      if (speech.done && !speech.sent) speech.resolve({ playedMs: 0, interrupted: true });
    }
  }
}

// --- bytes -------------------------------------------------------------------------------------------------------------------------

const promptFields = (prompt, { enhance = true }) => ({ prompt, enhance_prompt: enhance });

function socketUrl(base, path, query) {
  const url = new URL(base + path);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams(query);
  return url.href;
}

/** Blob, File, URL, data: URL or base64 → base64. */
async function imageBase64(image) {
  if (image instanceof Blob) return fileBase64(image);
  if (typeof image !== "string" && !(image instanceof URL)) throw badInput("A portrait is a Blob, a File or a URL.");
  const text = String(image);
  if (text.length > 2000 && /^[\w+/=\s-]+$/.test(text)) return text; // no URL is that long without a dot or a colon
  let answer;
  try {
    answer = await fetch(text);
  } catch (cause) {
    const message = `The portrait cannot be fetched from ${text.slice(0, 200)}; does it exist, and does its server allow other sites (CORS)?`;
    throw new DecartSDKError(ERROR_CODES.INVALID_INPUT, message, {}, cause);
  }
  if (!answer.ok) throw badInput(`The portrait cannot be fetched from ${text.slice(0, 200)}: ${answer.status} ${answer.statusText}.`);
  return fileBase64(await answer.blob());
}

/** Blob, File, ArrayBuffer or a view of one → base64. */
async function fileBase64(file) {
  if (file instanceof ArrayBuffer || ArrayBuffer.isView(file)) file = new Blob([file]);
  if (!(file instanceof Blob)) throw badInput("A sound is a Blob, a File or an ArrayBuffer.");
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(badInput("The file cannot be read."));
    reader.readAsDataURL(file);
  });
}

function bytesBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** A piece of PCM → its bytes as PCM16, little endian, as every browser's machine is. */
function pcmBytes(piece) {
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
  if (piece instanceof Float32Array || piece instanceof Float64Array) piece = Int16Array.from(piece, (x) => Math.max(-1, Math.min(1, x)) * 32767);
  if (piece instanceof Uint8Array || piece instanceof Int16Array) return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
  throw badInput("Streamed sound comes as Uint8Array (PCM16), Int16Array or Float32Array.");
}

function iteratorReader(iterable) {
  if (!iterable?.[Symbol.asyncIterator]) throw badInput("speak() takes a ReadableStream or an async iterable.");
  const iterator = iterable[Symbol.asyncIterator]();
  return { read: () => iterator.next(), cancel: async () => iterator.return?.() };
}
