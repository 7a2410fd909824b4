/** Limner's JavaScript SDK. See README.md, and docs/clients.md of the project. */

export type ConnectionState = "connecting" | "connected" | "generating" | "reconnecting" | "disconnected";

export declare const ERROR_CODES: {
  /** By the program's own signal. */
  readonly ABORTED: "ABORTED";
  readonly INVALID_API_KEY: "INVALID_API_KEY";
  readonly INVALID_BASE_URL: "INVALID_BASE_URL";
  /** A portrait, sound or prompt that cannot be used. */
  readonly INVALID_INPUT: "INVALID_INPUT";
  readonly INVALID_OPTIONS: "INVALID_OPTIONS";
  readonly MODEL_NOT_FOUND: "MODEL_NOT_FOUND";
  readonly SESSION_NOT_FOUND: "SESSION_NOT_FOUND";
  readonly TOKEN_CREATE_ERROR: "TOKEN_CREATE_ERROR";
  /** Picture and sound do not get through. */
  readonly WEB_RTC_ERROR: "WEB_RTC_ERROR";
  /** Every place is taken; try again later. */
  readonly AT_CAPACITY: "AT_CAPACITY";
  readonly UNREACHABLE: "UNREACHABLE";
  readonly CONNECTION_LOST: "CONNECTION_LOST";
  readonly TIMEOUT: "TIMEOUT";
  /** The server ended the session; the message says why. */
  readonly SESSION_ENDED: "SESSION_ENDED";
  readonly SERVER_ERROR: "SERVER_ERROR";
};
export type ErrorCode = (typeof ERROR_CODES)[keyof typeof ERROR_CODES];

export declare class DecartSDKError extends Error {
  code: ErrorCode;
  data: ErrorData;
  constructor(code: ErrorCode, message: string, data?: ErrorData, cause?: unknown);
}
export interface ErrorData {
  /** The server's own, finer code, where it gave one. */
  code?: string;
  /** Of an HTTP answer. */
  status?: number;
  /** When asking again makes sense. */
  retryAfterMs?: number;
}

export type RealTimeModels = "live_avatar" | "live-avatar";
export interface ModelDefinition<T extends string = RealTimeModels> {
  name: T;
  urlPath: string;
  fps: number;
  width: number;
  height: number;
  inputSchema: unknown;
}
export declare const models: { realtime<T extends RealTimeModels>(name: T): ModelDefinition<T> };
export declare function isRealtimeModel(name: string): name is RealTimeModels;

export interface DecartClientOptions {
  /** A key of the server, or a token that `tokens.create` made. A server without keys takes any. */
  apiKey?: string;
  /** Where the server is; otherwise where the SDK was loaded from, or http://localhost:8000. */
  baseUrl?: string;
  /** As for RTCPeerConnection; seldom needed. */
  iceServers?: RTCIceServer[];
  /** A name for the server's log. */
  integration?: string;
}

export interface Prompt {
  text: string;
  /** Read it generously (true, the default), or only what is written. */
  enhance?: boolean;
}

export interface AvatarOptions {
  avatarImage: Blob | File | string;
}

export interface RealTimeClientInitialState {
  prompt?: Prompt;
  image?: Blob | File | string;
}

/** What was not in the retired SDK, and can be left out. */
export interface EnterOptions {
  /** A full server is asked again for so long, when it says that this makes sense; 20000 otherwise. 0: not at all. */
  waitMs?: number;
  /** Told each time that every place is taken. */
  onWait?: (error: DecartSDKError, pauseMs: number) => void;
  /** Gives connecting up. */
  signal?: AbortSignal;
}

export interface RealTimeClientConnectOptions extends EnterOptions {
  model: ModelDefinition;
  avatar?: AvatarOptions;
  initialState?: RealTimeClientInitialState;
  onRemoteStream: (stream: MediaStream) => void;
  customizeOffer?: (offer: RTCSessionDescriptionInit) => Promise<void> | void;
}

export interface SubscribeOptions extends EnterOptions {
  token: string;
  onRemoteStream: (stream: MediaStream) => void;
}

export interface SubscribeEvents {
  connectionChange: ConnectionState;
  error: DecartSDKError;
  /** Once a second: how long pictures have been coming. */
  generationTick: { seconds: number };
  /** The server ended the session, and says why. */
  sessionEnd: { reason: string; code: string | null; seconds: number };
}

export interface RealTimeEvents extends SubscribeEvents {
  speechStart: { id: string | null };
  speechEnd: { id: string | null; playedMs: number; interrupted: boolean };
}

/** A prompt as the server read it; `understood` says the same in a sentence. */
export interface Behaviour {
  /** Name → 0..1. */
  emotions: Record<string, number>;
  /** every_s 0: throughout. */
  gestures: { name: string; strength: number; every_s?: number; once?: boolean }[];
  gaze: string;
  /** 0 still, 1 lively. */
  energy: number;
  avoid: string[];
  /** Asked for, and nothing that a still portrait can do. */
  not_possible: string[];
}

export interface Understood {
  understood: string | null;
  behaviour: Behaviour | null;
}

export interface AvatarStats extends RTCStatsReport {
  /** How far the picture runs ahead of the sound; null until both play, and in browsers that do not estimate it. */
  avOffsetMs: number | null;
}

/** What became of a speech. `durationMs` is null for a stream. */
export interface Played {
  playedMs: number;
  durationMs: number | null;
  interrupted: boolean;
}

export interface RealTimeSubscribeClient<E = SubscribeEvents> {
  readonly remoteStream: MediaStream | null;
  readonly sessionId: string | null;
  readonly subscribeToken: string | null;
  /** What the server allows; null: as long as you like. */
  readonly limits: { sessionSeconds: number | null; idleSeconds: number | null; messageBytes: number } | null;
  isConnected(): boolean;
  getConnectionState(): ConnectionState;
  disconnect(): void;
  on<K extends keyof E>(event: K, listener: (data: E[K]) => void): void;
  off<K extends keyof E>(event: K, listener: (data: E[K]) => void): void;
  /** The browser's statistics of the living connection, or null. */
  getStats(): Promise<AvatarStats | null>;
}

export interface RealTimeClient extends RealTimeSubscribeClient<RealTimeEvents> {
  /** What the server noticed about the portrait, in sentences. */
  readonly notes: string[];
  /** How the latest prompt was read; null before one. */
  readonly understood: string | null;
  readonly behaviour: Behaviour | null;
  /** Speaks a whole audio file of any format; resolves when it has ended. */
  playAudio(audio: Blob | File | ArrayBuffer | ArrayBufferView, options?: { mode?: "replace" | "queue" }): Promise<Played>;
  /** Speaks PCM while it comes: Uint8Array (mono PCM16, little endian), Int16Array or Float32Array. */
  speak(
    stream: ReadableStream<Uint8Array | Int16Array | Float32Array> | AsyncIterable<Uint8Array | Int16Array | Float32Array>,
    options?: { sampleRate?: 16000 | 24000 | 48000; mode?: "replace" | "queue" },
  ): Promise<Played>;
  /** Silence now; what is queued is dropped. */
  interrupt(): Promise<{ id: string | null; playedMs: number }>;
  setPrompt(prompt: string, options?: { enhance?: boolean }): Promise<Understood>;
  /** Another face for the living session; null keeps the one that is there. */
  setImage(image: Blob | File | string | null, options?: { prompt?: string; enhance?: boolean; timeout?: number }): Promise<{ notes: string[] }>;
  /** What the person stands before: "keep" (the portrait's own), "blur", "green", a colour such as "#203040", or a picture. */
  setBackground(background: "keep" | "blur" | "green" | (string & {}) | Blob | File | URL): Promise<void>;
  set(input: { prompt?: string; enhance?: boolean; image?: Blob | File | string | null }): Promise<{ notes: string[] }>;
  /** Speaks along with this microphone; null: not any more. */
  setMicrophone(track: MediaStreamTrack | null): Promise<void>;
}

export interface CreateTokenOptions {
  /** Seconds, 1 to 3600; 60 otherwise. */
  expiresIn?: number;
  allowedModels?: string[];
  constraints?: { realtime?: { maxSessionDuration?: number } };
  /** A session's id: then the token only watches that one, and can be passed on. */
  watchSession?: string;
  metadata?: Record<string, unknown>;
}

export interface CreateTokenResponse {
  apiKey: string;
  expiresAt: string;
  permissions?: { models: string[] };
  constraints?: { realtime?: { maxSessionDuration?: number } };
}

export interface DecartClient {
  realtime: {
    /** stream: a microphone to speak along with, or null. */
    connect(stream: MediaStream | null, options: RealTimeClientConnectOptions): Promise<RealTimeClient>;
    /** Watches somebody else's avatar. */
    subscribe(options: SubscribeOptions): Promise<RealTimeSubscribeClient>;
  };
  tokens: { create(options?: CreateTokenOptions): Promise<CreateTokenResponse> };
}

export declare function createDecartClient(options?: DecartClientOptions): DecartClient;
export declare const createClient: typeof createDecartClient;
