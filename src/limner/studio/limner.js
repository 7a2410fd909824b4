/**
 * Portrait and sound in, a talking picture out: the browser's end of Limner's protocol (docs/protocol.md). No dependencies.
 *
 *   const avatar = new Avatar({ url: "wss://host/v1/live_avatar/stream", key: "…" });
 *   avatar.on("stream", (stream) => (video.srcObject = stream));
 *   await avatar.connect({ portrait: blob, prompt: "Smile warmly" });
 *   await avatar.playAudio(file);   // resolves when the clip has been heard
 *   avatar.disconnect();
 *
 * Events: state ("connecting" | "connected" | "disconnected"), stream (MediaStream), speech ({id, speaking}), error (AvatarError).
 */

const ACK_MS = 30_000;
const MEDIA_MS = 20_000;

export class AvatarError extends Error {
  /** `code` is for programs, `message` is a sentence for people. */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Avatar {
  #url;
  #socket = null;
  #peer = null;
  #silence = null; // the AudioContext whose silent track keeps the sound line open
  #waiting = { set_image_ack: [], prompt_ack: [], answer: [], interrupted: [] }; // answers come in the order of the questions
  #clips = new Map(); // id → {resolve, reject} of playAudio
  #clipCount = 0;
  #refusal = null; // an error before the first picture ends the attempt, even if it comes between two questions
  #listeners = new Map();

  state = "disconnected";
  stream = null;
  sessionId = null;

  constructor({ url, key = "studio" }) {
    this.#url = new URL(url);
    this.#url.searchParams.set("api_key", key);
    this.#url.searchParams.set("events", "1");
  }

  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
    return this;
  }

  /** Opens the session, gives it its face and waits until pictures arrive. Rejects with AvatarError, and is disconnected then. */
  async connect({ portrait, prompt = null }) {
    this.#setState("connecting");
    this.#refusal = null;
    try {
      await this.#open();
      const ack = await this.setImage(portrait, { prompt });
      await this.#negotiate([]);
      this.#refusal = null;
      this.#setState("connected");
      return ack;
    } catch (error) {
      this.disconnect();
      throw error;
    }
  }

  /** Another face for the living session, with or without a prompt. Resolves with the server's notes on the picture. */
  async setImage(portrait, { prompt = null, enhance = true } = {}) {
    const message = { type: "set_image", image_data: await toBase64(portrait) };
    if (prompt) Object.assign(message, { prompt, enhance_prompt: enhance });
    return this.#ask(message, "set_image_ack", "bad_portrait");
  }

  /** What the avatar shall do, in plain words. Resolves with {understood}. */
  async setPrompt(prompt, { enhance = true } = {}) {
    return this.#ask({ type: "prompt", prompt, enhance_prompt: enhance }, "prompt_ack", "bad_prompt");
  }

  /** Plays a whole audio file through the avatar; resolves with {played_ms, interrupted} when it has ended. */
  async playAudio(audio, { mode = "replace" } = {}) {
    const id = `clip-${++this.#clipCount}`;
    const audio_data = await toBase64(audio instanceof Blob ? audio : new Blob([audio]));
    const ended = new Promise((resolve, reject) => this.#clips.set(id, { resolve, reject }));
    this.#send({ type: "audio", id, mode, audio_data });
    return ended;
  }

  /** Silence now. Resolves with {played_ms}. */
  async interrupt() {
    return this.#ask({ type: "interrupt" }, "interrupted", "internal");
  }

  /** Sends this track (a microphone) to the avatar instead of silence; null goes back to silence. */
  async setMicrophone(track) {
    const sender = this.#peer?.getSenders().find((each) => each.track?.kind === "audio");
    await sender?.replaceTrack(track ?? this.#silentTrack());
  }

  /** The RTCStatsReport of the living connection, or null. */
  async getStats() {
    return this.#peer ? this.#peer.getStats() : null;
  }

  disconnect() {
    this.#fail(new AvatarError("disconnected", "The connection was closed."));
    this.#peer?.close();
    this.#socket?.close();
    this.#silence?.close();
    this.#peer = this.#socket = this.#silence = this.stream = null;
    this.#setState("disconnected");
  }

  // --- the WebSocket ---------------------------------------------------------------------------------------------------------------

  #open() {
    return new Promise((resolve, reject) => {
      const socket = (this.#socket = new WebSocket(this.#url));
      let opened = false;
      socket.onopen = () => {
        opened = true;
        resolve();
      };
      socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
      socket.onclose = (event) => {
        if (socket !== this.#socket) return; // closed by disconnect()
        const error = opened
          ? new AvatarError("connection_lost", event.reason || "The server ended the connection.")
          : new AvatarError("unreachable", "The server cannot be reached.");
        reject(error);
        this.#fail(error);
        if (this.state === "connected") this.#emit("error", error);
        this.disconnect();
      };
    });
  }

  #send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) throw new AvatarError("disconnected", "The avatar is not connected.");
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends a question and waits for its answer of type `reply`; an answer with success: false rejects. */
  #ask(message, reply, code) {
    return new Promise((resolve, reject) => {
      if (this.#refusal) throw this.#refusal;
      this.#send(message);
      const waiter = { resolve, reject, code };
      waiter.timer = setTimeout(() => {
        this.#waiting[reply] = this.#waiting[reply].filter((each) => each !== waiter);
        reject(new AvatarError("timeout", "The server did not answer in time."));
      }, ACK_MS);
      this.#waiting[reply].push(waiter);
    });
  }

  #settle(reply, message) {
    const waiter = this.#waiting[reply].shift();
    if (!waiter) return;
    clearTimeout(waiter.timer);
    if (message.success === false) waiter.reject(new AvatarError(waiter.code, message.error ?? "The server refused."));
    else waiter.resolve(message);
  }

  #receive(message) {
    const clip = this.#clips.get(message.id);
    switch (message.type) {
      case "session_id":
        this.sessionId = message.session_id;
        break;
      case "set_image_ack":
      case "prompt_ack":
      case "answer":
      case "interrupted":
        this.#settle(message.type, message);
        break;
      case "audio_ack":
        if (clip && !message.success) {
          this.#clips.delete(message.id);
          clip.reject(new AvatarError("bad_audio", message.error ?? "The sound cannot be played."));
        }
        break;
      case "speech_started":
        this.#emit("speech", { id: message.id, speaking: true });
        break;
      case "speech_ended":
        this.#clips.delete(message.id);
        this.#emit("speech", { id: message.id, speaking: false });
        clip?.resolve(message);
        break;
      case "ice-restart": {
        const { server_url: urls, username, credential } = message.turn_config;
        this.#negotiate([{ urls, username, credential }]).catch((error) => this.#emit("error", error));
        break;
      }
      case "error": {
        const error = new AvatarError(message.code ?? "server", message.error);
        if (this.state === "connecting") this.#fail((this.#refusal = error));
        else this.#emit("error", error);
        break;
      }
    }
  }

  // --- WebRTC ----------------------------------------------------------------------------------------------------------------------

  async #negotiate(iceServers) {
    this.#peer?.close();
    const peer = (this.#peer = new RTCPeerConnection({ iceServers }));
    peer.onicecandidate = ({ candidate }) => {
      if (peer === this.#peer && this.#socket?.readyState === WebSocket.OPEN) this.#send({ type: "ice-candidate", candidate });
    };
    peer.ontrack = ({ streams }) => {
      if (this.stream === streams[0]) return; // picture and sound come on one stream
      this.stream = streams[0];
      this.#emit("stream", this.stream);
    };
    peer.addTransceiver("video", { direction: "recvonly" });
    peer.addTrack(this.#silentTrack(), new MediaStream());
    await peer.setLocalDescription(await peer.createOffer());
    const answer = await this.#ask({ type: "offer", sdp: peer.localDescription.sdp }, "answer", "internal");
    await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    await new Promise((resolve, reject) => {
      const blocked = () => reject(new AvatarError("media_blocked", "The picture cannot get through to this browser."));
      const timer = setTimeout(blocked, MEDIA_MS);
      peer.onconnectionstatechange = () => {
        if (peer.connectionState === "connected") {
          clearTimeout(timer);
          resolve();
        } else if (peer.connectionState === "failed") {
          clearTimeout(timer);
          blocked();
          if (this.state === "connected") {
            this.#emit("error", new AvatarError("connection_lost", "The picture stopped arriving."));
            this.disconnect();
          }
        }
      };
      peer.onconnectionstatechange();
    });
  }

  #silentTrack() {
    this.#silence ??= new AudioContext();
    return this.#silence.createMediaStreamDestination().stream.getAudioTracks()[0];
  }

  // --- events ----------------------------------------------------------------------------------------------------------------------

  #fail(error) {
    for (const waiters of Object.values(this.#waiting)) {
      for (const { reject, timer } of waiters.splice(0)) {
        clearTimeout(timer);
        reject(error);
      }
    }
    for (const { reject } of this.#clips.values()) reject(error);
    this.#clips.clear();
  }

  #setState(state) {
    if (state === this.state) return;
    this.state = state;
    this.#emit("state", state);
  }

  #emit(event, detail) {
    for (const listener of this.#listeners.get(event) ?? []) listener(detail);
  }
}

/** Blob → base64 without the data: prefix. */
async function toBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new AvatarError("unreadable_file", "The file cannot be read."));
    reader.readAsDataURL(blob);
  });
}
