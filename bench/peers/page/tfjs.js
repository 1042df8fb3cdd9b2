// TensorFlow.js on its WebGPU backend: batched matMul, and either tf.linalg.qr or modified Gram–Schmidt on all networks.

import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-webgpu";
import { unitFrame } from "./reference.js";

export const name = "tfjs";
export const versions = { "@tensorflow/tfjs": tf.version.tfjs };

export async function open() {
  await tf.setBackend("webgpu");
  await tf.ready();
  if (tf.getBackend() !== "webgpu") throw new Error(`tfjs took the backend ${tf.getBackend()}`);
}

/** Of (B, n, k): the frame, and ln |R_ii|, (B, k). */
function qr(a) {
  const [q, r] = tf.linalg.qr(a);
  const k = r.shape[2];
  return [q, tf.log(tf.abs(tf.sum(tf.mul(r, tf.eye(k)), 2)))];
}

function mgs(a) {
  let rest = tf.transpose(a, [0, 2, 1]);
  const [networks, k, n] = rest.shape;
  const columns = [];
  const norms = [];
  for (let j = 0; j < k; j++) {
    const column = tf.slice(rest, [0, 0, 0], [networks, 1, n]);
    const norm = tf.norm(column, 2, 2, true);
    const unit = tf.div(column, norm);
    columns.push(unit);
    norms.push(norm);
    if (j === k - 1) continue;
    rest = tf.slice(rest, [0, 1, 0], [networks, k - 1 - j, n]);
    rest = tf.sub(rest, tf.mul(tf.matMul(rest, unit, false, true), unit));
  }
  return [tf.transpose(tf.concat(columns, 1), [0, 2, 1]), tf.log(tf.squeeze(tf.concat(norms, 1), [2]))];
}

export const methods = { qr, mgs };

function layer(orthogonalise, h, q, w) {
  const k = q.shape[2];
  const pushed = tf.matMul(w, tf.concat([h, q], 2));
  const [z, tangents] = tf.split(pushed, [1, k], 2);
  const e = tf.exp(tf.mul(-2, tf.abs(z)));
  const slope = tf.div(tf.mul(4, e), tf.square(tf.add(1, e)));
  const [frame, logs] = orthogonalise(tf.mul(slope, tangents));
  return [tf.tanh(z), frame, logs];
}

function start({ n, k, networks }, states) {
  return [tf.tensor(states, [networks, n, 1]), tf.tile(tf.tensor(unitFrame(n, k), [1, n, k]), [networks, 1, 1])];
}

/** Mean exponents with these weights. */
export async function spectrum(method, size, weights, states) {
  const total = tf.tidy(() => {
    let [h, q] = start(size, states);
    let sum = tf.zeros([size.networks, size.k]);
    for (const each of weights) {
      const [next, frame, logs] = layer(methods[method], h, q, tf.tensor(each, [size.networks, size.n, size.n]));
      [h, q, sum] = [next, frame, tf.add(sum, logs)];
    }
    return tf.div(tf.mean(sum, 0), weights.length);
  });
  const found = await total.data();
  total.dispose();
  return found;
}

/** Runs so many layers with fresh weights of its own. */
export async function run(method, size, layers) {
  const { n, k, networks } = size;
  let [h, q] = start(size, new Float32Array(networks * n).fill(0.5));
  let sum = tf.zeros([networks, k]);
  for (let i = 0; i < layers; i++) {
    const before = [h, q, sum];
    [h, q, sum] = tf.tidy(() => {
      const w = tf.randomNormal([networks, n, n], 0, 1 / Math.sqrt(n));
      const [next, frame, logs] = layer(methods[method], h, q, w);
      return [next, frame, tf.add(sum, logs)];
    });
    tf.dispose(before);
  }
  await sum.data();
  tf.dispose([h, q, sum]);
}
