import { expect } from "vitest";
import { link } from "../../src/engine/gpu/link.ts";
import { SOURCES } from "../../src/engine/gpu/sources.ts";
import { type Key, streamKey, wordAt } from "../../src/network/generator.ts";
import { standardised, tableOf } from "../../src/network/quantile.ts";
import type { WeightLaw } from "../../src/network/spec.ts";
import { random } from "./random.ts";
import { compute, pipelineOf } from "./webgpu.ts";

const THREADS = 64;

const WORDS = `
#include generator
struct Case { key: vec4u, row: u32, group: u32 }
@group(0) @binding(0) var<storage, read> cases: array<Case>;
@group(0) @binding(1) var<storage, read_write> result: array<vec4u>;
@compute @workgroup_size(${THREADS}) fn probe(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&cases)) { return; }
  let c = cases[id.x];
  let key = streamKey(c.key.x, c.key.y, c.key.z, c.key.w);
  result[2 * id.x] = key;
  result[2 * id.x + 1] = words(key, c.row, c.group);
}`;

const QUANTILES = `
#include quantile
@group(0) @binding(0) var<storage, read> tables: array<vec2u>;
@group(0) @binding(1) var<storage, read> given: array<u32>;
@group(0) @binding(2) var<storage, read_write> result: array<i32>;
@compute @workgroup_size(${THREADS}) fn probe(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&given)) { return; }
  let at = locate(given[id.x]);
  result[id.x] = oddInteger(given[id.x], tables[at.x], at.y);
}`;

function u32(length: number, seed: number): Uint32Array<ArrayBuffer> {
  const { uniform } = random(seed);
  return Uint32Array.from({ length }, () => Math.floor(uniform() * 2 ** 32));
}

/** Keys and words of random and of extreme arguments have the same bits on GPU and CPU. */
export async function expectSameWords(device: GPUDevice): Promise<void> {
  const count = 2 ** 14;
  // Structs are 32 bytes: key, row, group and two words of padding.
  const cases = u32(8 * count, 1);
  const extremes = [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
  for (let i = 0; i < 4096; i++) cases[i * 8 + (i % 6)] = extremes[(i >> 3) % 8];
  const pipeline = await pipelineOf(device, link("probe", { ...SOURCES, probe: WORDS }), "probe");
  const found = new Uint32Array(await compute(device, pipeline, [cases], 32 * count, count / THREADS));
  let wrong = 0;
  for (let i = 0; i < count; i++) {
    const [seed, network, layer, stream, row, group] = cases.subarray(8 * i, 8 * i + 6);
    const key: Key = streamKey(seed, network, layer, stream);
    key.forEach((word, j) => {
      if (found[8 * i + j] !== word) wrong++;
    });
    // A column is four times its group: groups beyond 2^30 are none of a column.
    const column = 4 * (group % 2 ** 28);
    if (group < 2 ** 28) {
      for (let j = 0; j < 4; j++) if (found[8 * i + 4 + j] !== wordAt(key, row, column + j)) wrong++;
    }
  }
  expect(wrong).toBe(0);
}

/** Both ends of every segment of a table, one to either side, with both signs. */
function boundaries(): Uint32Array<ArrayBuffer> {
  const words: number[] = [];
  for (let octave = 0; octave < 32; octave++) {
    for (let segment = 0; segment < 16; segment++) {
      // U = 2·word + 1 has `octave` zeros, a one and the segment in front.
      const word = Math.floor(((16 + segment) * 2 ** (27 - octave)) / 2);
      for (const near of [word - 1, word, word + 1]) {
        const inside = Math.max(0, near) % 2 ** 31;
        words.push(inside, inside + 2 ** 31);
      }
    }
  }
  return Uint32Array.from(words);
}

/** Standardised weights of every segment boundary and of 2^20 random words have the same bits on GPU and CPU. */
export async function expectSameQuantiles(device: GPUDevice, laws: readonly WeightLaw[]): Promise<void> {
  const pipeline = await pipelineOf(device, link("probe", { ...SOURCES, probe: QUANTILES }), "probe");
  const edges = boundaries();
  const words = new Uint32Array(edges.length + 2 ** 20);
  words.set(edges);
  words.set(u32(2 ** 20, 2), edges.length);
  for (const law of laws) {
    const table = tableOf(law);
    const packed = Uint32Array.from({ length: 2 * table.base.length }, (_, i) =>
      i % 2 === 0 ? table.base[i >> 1] : table.slope[i >> 1],
    );
    const groups = Math.ceil(words.length / THREADS);
    const found = new Int32Array(await compute(device, pipeline, [packed, words], 4 * words.length, groups));
    let wrong = 0;
    for (let i = 0; i < words.length; i++) {
      if (found[i] !== standardised(table, words[i]) * 2 ** table.fractionBits) wrong++;
    }
    expect(wrong, law).toBe(0);
  }
}
