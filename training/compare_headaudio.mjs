// 16 kHz float32 sound on stdin → HeadAudio's visemes on stdout, one line of 15 values a tick of 40 ms.
//   node compare_headaudio.mjs FOLDER_OF_THE_PACKAGE < sound.f32
// Its AudioWorklet and its node run as they are in a browser, without one: blocks of 128 samples, `update` 25 times a second.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(process.argv[2] + "/").href;
const bytes = readFileSync(0);
const sound = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
const { Processor } = await import(folder + "modules/processor.mjs");

// HeadAudio extends AudioWorkletNode; only what reaches its message handler and `update` is needed.
const port = { postMessage: () => {}, onmessage: null };
globalThis.AudioWorkletNode = class { constructor() { this.port = port; this.parameters = new Map(); } };
const model = readFileSync(new URL(folder + "dist/model-en-mixed.bin"));
globalThis.fetch = async () => ({ ok: true, arrayBuffer: async () => model.buffer.slice(model.byteOffset, model.byteOffset + model.length) });
const { HeadAudio } = await import(folder + "modules/headaudio.mjs");
const node = new HeadAudio({ sampleRate: 16000 }, {});
const values = new Array(node.nVisemes).fill(0);
node.onvalue = (name, value) => { values[node.visemeNames.indexOf(name)] = value; };
const processor = new Processor({ sampleRate: 16000 }, { port: { postMessage: (data) => port.onmessage && port.onmessage({ data }) } });
port.postMessage = (data) => processor._onmessage({ data });
await node.loadModel("model-en-mixed.bin");
const lines = [];
for (let tick = 0; (tick + 1) * 640 <= sound.length; tick++) {
  for (let at = tick * 640; at < (tick + 1) * 640; at += 128) processor.process(sound.subarray(at, at + 128));
  node.update(40);
  lines.push(values.map((v) => v.toFixed(3)).join(" "));
}
process.stdout.write(lines.join("\n") + "\n");
