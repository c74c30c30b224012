// One contestant in JavaScript, which is asked and answers as those in peer.py do: `node peer.mjs NAME FILE PACKAGES`.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

const [name, file, packages] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));
const ETA = 1;
const PIXELS = 784;
const CLASSES = 10;

for (const each of ["log", "info", "warn"]) console[each] = () => {}; // what a library prints is no answer

/** What a file of NumPy's holds, whose header says how long it is itself. */
function array(path, Type) {
  const bytes = readFileSync(path);
  const start = bytes.byteOffset + 10 + bytes.readUInt16LE(8);
  return new Type(bytes.buffer, start, (bytes.byteOffset + bytes.length - start) / Type.BYTES_PER_ELEMENT);
}

const labels = array(`${file}.labels.npy`, Uint8Array);
const x = array(file, Float32Array); // each example with a last 1
const examples = labels.length;

/** The numbers below `count`, shuffled. */
function shuffled(count) {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Takes one example after the other, in numbers of 64 bits. Its outputs are linear, for that is its quadratic cost. */
function convnetjs() {
  const { Net, Trainer, Vol } = require("convnetjs");
  const some = 10_000; // the whole set would be 376 megabytes
  const pictures = Array.from({ length: some }, (_, i) => {
    const picture = new Vol(1, 1, PIXELS, 0);
    picture.w.set(x.subarray(i * (PIXELS + 1), i * (PIXELS + 1) + PIXELS));
    return picture;
  });
  const targets = Array.from({ length: CLASSES }, (_, k) => Array.from({ length: CLASSES }, (_, j) => Number(j === k)));
  return (sizes, batch) => {
    const net = new Net();
    net.makeLayers([
      { type: "input", out_sx: 1, out_sy: 1, out_depth: PIXELS },
      ...sizes.slice(1, -1).map((size) => ({ type: "fc", num_neurons: size, activation: "sigmoid" })),
      { type: "regression", num_neurons: CLASSES },
    ]);
    const plain = { method: "sgd", learning_rate: 0.1, momentum: 0, l1_decay: 0, l2_decay: 0, batch_size: batch };
    const trainer = new Trainer(net, plain);
    const order = shuffled(some);
    let position = 0;
    return (count) => {
      for (let i = 0; i < count * batch; i += 1) {
        const chosen = order[position];
        trainer.train(pictures[chosen], targets[labels[chosen]]);
        position = (position + 1) % some;
      }
    };
  };
}

/** Likewise, in objects for each neuron and edge. It knows one output only, so that a network here has one instead of ten. */
async function playground() {
  const ts = require("typescript");
  const source = readFileSync(join(packages, "..", "by-hand", "nn.ts"), "utf8");
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: "ESNext", target: "ES2022" } });
  const nn = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  const some = 10_000;
  const pictures = Array.from({ length: some }, (_, i) => [...x.subarray(i * (PIXELS + 1), i * (PIXELS + 1) + PIXELS)]);
  const names = pictures[0].map((_, i) => `pixel ${i}`);
  const { SIGMOID } = nn.Activations;
  return (sizes, batch) => {
    const network = nn.buildNetwork([...sizes.slice(0, -1), 1], SIGMOID, SIGMOID, null, names);
    const order = shuffled(some);
    let position = 0;
    return (count) => {
      for (let step = 0; step < count; step += 1) {
        for (let i = 0; i < batch; i += 1) {
          const chosen = order[position];
          nn.forwardProp(network, pictures[chosen]);
          nn.backProp(network, Number(labels[chosen] === 3), nn.Errors.SQUARE);
          position = (position + 1) % some;
        }
        nn.updateWeights(network, ETA, 0);
      }
    };
  };
}

async function tfjs() {
  const tf = require("@tensorflow/tfjs");
  const { setWasmPaths } = require("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json"))}/dist/`);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
  const all = tf.tidy(() => tf.tensor2d(x, [examples, PIXELS + 1]).slice([0, 0], [examples, PIXELS]));
  const targets = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), CLASSES).toFloat());
  return (sizes, batch) => {
    const layers = sizes.slice(1).map((size, l) => ({
      W: tf.variable(tf.randomNormal([sizes[l], size], 0, sizes[l] ** -0.5)),
      b: tf.variable(tf.zeros([size])),
    }));
    const optimizer = tf.train.sgd(ETA);
    const order = shuffled(examples);
    let position = 0;
    const step = () => {
      let [chosen, y] = [all, targets];
      if (batch < examples) {
        if (position + batch > examples) position = 0;
        const indices = tf.tensor1d(order.subarray(position, position + batch), "int32");
        [chosen, y] = [tf.gather(all, indices), tf.gather(targets, indices)];
        position += batch;
      }
      optimizer.minimize(() => {
        const output = layers.reduce((a, { W, b }) => tf.sigmoid(tf.add(tf.matMul(a, W), b)), chosen);
        return tf.div(tf.sum(tf.squaredDifference(output, y)), batch);
      });
    };
    return (count) => {
      for (let i = 0; i < count; i += 1) tf.tidy(step);
      layers[0].W.dataSync();
    };
  };
}

/** Seconds of processor time that so many steps take. */
function time(steps, count) {
  const before = process.cpuUsage();
  steps(count);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Seconds a step; of what takes long, that of one. */
function measure(steps, seconds) {
  steps(1);
  const one = time(steps, 1);
  if (one > seconds) return one;
  const count = Math.max(2, Math.floor(seconds / one));
  return time(steps, count) / count;
}

const CONTESTANTS = {
  ConvNetJS: convnetjs, "TensorFlow Playground": playground, "TensorFlow.js, WebAssembly": tfjs,
};
const make = await CONTESTANTS[name]();
let [steps, known] = [null, ""];
for await (const line of createInterface({ input: process.stdin })) {
  const { sizes, batch, seconds } = JSON.parse(line);
  if (known !== `${sizes}, ${batch}`) {
    steps = make(sizes, batch);
    known = `${sizes}, ${batch}`;
  }
  process.stdout.write(`${JSON.stringify({ step: measure(steps, seconds) })}\n`);
}
