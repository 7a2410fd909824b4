// Points the retired vendor SDK (npm @decartai/sdk 0.0.41, 0.0.46), whose address is fixed, at the server this file came from.
// Load it before the SDK: <script src="http://localhost:8000/avatar-live-shim.js"></script>
{ const base = document.currentScript.src.replace(/^http(.*)\/avatar-live-shim\.js.*$/, "ws$1");
  globalThis.WebSocket = class extends WebSocket { constructor(url, ...rest) { super(String(url).replace("wss://api3.decart.ai", base), ...rest); } }; }
