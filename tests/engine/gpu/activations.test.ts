import { describe, expect, test } from "vitest";
import { link } from "../../../src/engine/gpu/link.ts";
import { SOURCES } from "../../../src/engine/gpu/sources.ts";
import { activationOf } from "../../../src/network/activations.ts";
import { ACTIVATIONS, type ActivationName } from "../../../src/network/spec.ts";
import { random } from "../../support/random.ts";
import { compute, pipelineOf, useDevice } from "../../support/webgpu.ts";

const gpu = useDevice();

const PROBE = `
#include activations
@group(0) @binding(0) var<storage, read> given: array<f32>;
@group(0) @binding(1) var<storage, read_write> result: array<vec2f>;
@compute @workgroup_size(64) fn probe(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&given)) { return; }
  result[id.x] = vec2f(phi(given[id.x]), slopeOf(given[id.x]));
}`;

/** (φ, φ′) of every point on the GPU. */
async function onGpu(name: ActivationName, points: Float32Array<ArrayBuffer>): Promise<Float32Array> {
  const code = link("probe", { ...SOURCES, probe: PROBE }, { activations: `activation/${name}` });
  const pipeline = await pipelineOf(gpu.device, code, "probe");
  return new Float32Array(
    await compute(gpu.device, pipeline, [points], 8 * points.length, Math.ceil(points.length / 64)),
  );
}

const SMALLEST_NORMAL = 2 ** -126;

/** Roots of φ and φ′, switches between formulas, and where the results leave the range of f32. */
const NEAR = [
  0,
  0.2,
  0.25,
  0.35,
  0.6,
  -0.7517915,
  -1.2784645,
  1,
  Math.PI / 4,
  Math.PI / 2,
  Math.PI,
  9,
  13,
  43.6,
  44.4,
  87.3,
];

function grid(widest: number): Float32Array<ArrayBuffer> {
  const points: number[] = [0, -0, widest, -widest];
  for (let i = -2000; i <= 2000; i++) points.push((i / 2000) * 12);
  for (let i = 0; i <= 4000; i++) points.push(widest ** (i / 4000), -(widest ** (i / 4000)));
  // Magnitudes from the smallest normal number up.
  for (let e = -126; 2 ** e <= widest; e += 0.25) points.push(2 ** e, -(2 ** e));
  const { uniform } = random(3);
  for (const at of NEAR) {
    for (let i = 0; i < 200; i++)
      points.push(at + (uniform() - 0.5) * 2 ** -(i % 24), -at + (uniform() - 0.5) * 2 ** -(i % 24));
  }
  return Float32Array.from(points).filter((x) => Math.abs(x) <= widest);
}

/** Relative: this close to the smallest normal number zero and that number are both right. */
const EDGE = 2e-5;

/** Largest relative error where the true value is a normal f32; counts of NaN, and of values that should be zero. */
function compare(points: Float32Array, found: (i: number) => number, exact: (x: number) => number) {
  let [worst, at, bulk, nan, alive] = [0, 0, 0, 0, 0];
  points.forEach((x, i) => {
    const [y, z] = [found(i), exact(x)];
    if (Number.isNaN(y)) nan++;
    else if (Math.abs(z) < SMALLEST_NORMAL * (1 - EDGE)) alive += Math.abs(y) < SMALLEST_NORMAL ? 0 : 1;
    else if (Math.abs(z) > SMALLEST_NORMAL * (1 + EDGE)) {
      const error = Math.abs(y - z) / Math.abs(z);
      if (!(error <= worst)) [worst, at] = [error, x];
      if (Math.abs(x) <= 1) bulk = Math.max(bulk, error);
    }
  });
  return { worst, at, bulk, nan, alive };
}

describe.each(ACTIVATIONS)("%s", (name) => {
  test("φ and φ′ in f32", async () => {
    const points = grid(name === "sine" ? 100 : 1e30);
    const found = await onGpu(name, points);
    const { value, slope } = activationOf(name);
    const phi = compare(points, (i) => found[2 * i], value);
    const derivative = compare(points, (i) => found[2 * i + 1], slope);
    for (const { nan, alive, worst, at, bulk } of [phi, derivative]) {
      // A subnormal result counts as zero: shaders/activation.wgsl makes it so.
      expect({ nan, alive }).toEqual({ nan: 0, alive: 0 });
      // exp's error grows with its argument: 1e-5 at the edge of f32, where the measured worst is 7.4e-6 (gelu, erf).
      expect(worst, `at ${at}`).toBeLessThan(1e-5);
      // On [−1, 1] a few ulp; the two terms of gelu's φ′ cancel near its root.
      expect(bulk).toBeLessThan(name === "gelu" ? 2e-6 : 7e-7);
    }
  });
});

test("sine stays within ±1 where its phase is lost", async () => {
  const points = Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? 1 : -1) * 10 ** (2 + i / 55));
  for (const value of await onGpu("sine", points)) expect(Math.abs(value)).toBeLessThanOrEqual(1.000001);
});
