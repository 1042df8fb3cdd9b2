// jax-js on WebGPU: batched matmul and modified Gram–Schmidt on all networks, a layer compiled by jit. It has no qr.
// An array is used up by what takes it; `.ref` keeps it.

import { blockUntilReady, defaultDevice, init, jit, numpy as np, random } from "@jax-js/jax";
import { unitFrame } from "./reference.js";

export const name = "jax-js";
export const versions = { "@jax-js/jax": "0.1.25" };

export async function open() {
  const devices = await init("webgpu");
  if (!devices.includes("webgpu")) throw new Error("jax-js found no WebGPU");
  defaultDevice("webgpu");
}

function mgs(a) {
  let rest = np.swapaxes(a, 1, 2);
  const k = rest.shape[1];
  const columns = [];
  const norms = [];
  for (let j = 0; j < k; j++) {
    const last = j === k - 1;
    const column = last ? rest : rest.ref.slice([], [0, 1], []);
    const norm = np.sqrt(np.sum(np.square(column.ref), 2, { keepdims: true }));
    const unit = column.div(norm.ref);
    if (!last) {
      rest = rest.slice([], [1, k - j], []);
      const along = np.sum(rest.ref.mul(unit.ref), 2, { keepdims: true });
      rest = rest.sub(along.mul(unit.ref));
    }
    columns.push(unit);
    norms.push(np.squeeze(norm, 2));
  }
  return [np.swapaxes(np.concatenate(columns, 1), 1, 2), np.log(np.concatenate(norms, 1))];
}

export const methods = { mgs };

function layer(h, q, w, sum) {
  const pushed = np.matmul(w, np.concatenate([h, q], 2));
  const columns = pushed.shape[2];
  const z = pushed.ref.slice([], [], [0, 1]);
  const tangents = pushed.slice([], [], [1, columns]);
  const e = np.exp(np.absolute(z.ref).mul(-2));
  const slope = e.ref.mul(4).div(np.square(e.add(1)));
  const [frame, logs] = mgs(slope.mul(tangents));
  return [np.tanh(z), frame, sum.add(logs)];
}

const compiled = jit(layer);
const fresh = jit((key, h, q, sum) => {
  const [networks, n] = h.shape;
  return layer(h, q, random.normal(key, [networks, n, n]).mul(1 / Math.sqrt(n)), sum);
});

function start({ n, k, networks }, states) {
  const frame = unitFrame(n, k);
  const all = new Float32Array(networks * n * k);
  for (let b = 0; b < networks; b++) all.set(frame, b * n * k);
  return [np.array(states).reshape([networks, n, 1]), np.array(all).reshape([networks, n, k])];
}

export async function spectrum(_method, size, weights, states) {
  const { n, k, networks } = size;
  let [h, q] = start(size, states);
  let sum = np.zeros([networks, k]);
  for (const each of weights) [h, q, sum] = compiled(h, q, np.array(each).reshape([networks, n, n]), sum);
  h.dispose();
  q.dispose();
  const found = await sum.data();
  return Float64Array.from({ length: k }, (_, j) => {
    let total = 0;
    for (let b = 0; b < networks; b++) total += found[b * k + j];
    return total / (networks * weights.length);
  });
}

export async function run(_method, size, layers) {
  const { n, k, networks } = size;
  let [h, q] = start(size, new Float32Array(networks * n).fill(0.5));
  let sum = np.zeros([networks, k]);
  let key = random.key(7);
  for (let i = 0; i < layers; i++) {
    const [next, now] = np.unstack(random.split(key, 2));
    [h, q, sum] = fresh(now, h, q, sum);
    key = next;
  }
  await blockUntilReady([h, q, sum]);
  for (const each of [h, q, sum, key]) each.dispose();
}
