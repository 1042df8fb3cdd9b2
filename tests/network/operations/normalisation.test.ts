import { describe, expect, test } from "vitest";
import { randomNetwork } from "../../../src/network/network.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { NORMALISATIONS, type NormalisationName } from "../../../src/network/spec.ts";
import { LayerTrace } from "../../../src/network/trace.ts";
import { bundleOf, columnOf, dot, identity, matrixOf, norm } from "../../support/bundles.ts";
import { random } from "../../support/random.ts";
import { specOf } from "../../support/specs.ts";

/** One layer that is a normalisation alone: what it makes of a state, its Jacobian (columns), and that transposed. */
function layerOf(
  name: NormalisationName,
  width: number,
  batch: number,
  state: ArrayLike<number>,
  more: NetworkInput = {},
) {
  const spec = specOf({ width, branch: [name], ...more, batch });
  const network = randomNetwork(spec, 42, 0);
  const trace = new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
  network.push(bundleOf(state), 0, trace);
  const units = identity(width * batch);
  const pushed = bundleOf(state, units);
  network.push(pushed, 0);
  const pulled = matrixOf(units);
  network.pull(pulled, trace, 0);
  return {
    state: columnOf(pushed, 0),
    jacobian: units.map((_, c) => columnOf(pushed, 1 + c)),
    transposed: units.map((_, c) => columnOf(pulled, c)),
    rank: pushed.rank,
  };
}

/** Entries whose statistics are taken together. */
function groups(name: NormalisationName, width: number, batch: number): number[][] {
  const at = (unit: number, sample: number): number => unit * batch + sample;
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  return name === "batchnorm"
    ? range(width).map((unit) => range(batch).map((sample) => at(unit, sample)))
    : range(batch).map((sample) => range(width).map((unit) => at(unit, sample)));
}

describe.each(NORMALISATIONS)("%s", (name) => {
  const centred = name !== "rmsnorm";

  test("has the mean square 1, and the mean 0 where it takes it out, at every size of the numbers", () => {
    const { normals } = random(3);
    for (const scale of [1, 1e-200, 1e-300, 1e200]) {
      const before = normals(7 * 5).map((x) => scale * x);
      const { state } = layerOf(name, 7, 5, before);
      for (const group of groups(name, 7, 5)) {
        const values = group.map((i) => state[i]);
        expect(dot(values, values) / values.length).toBeCloseTo(1, 12);
        if (centred) expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 12);
        const [a, b] = group.map((i) => before[i] / scale);
        if (!centred) expect(values[0] / values[1]).toBeCloseTo(a / b, 12);
      }
    }
  });

  test("a group without spread becomes 0, as does its derivative", () => {
    for (const value of [0, -0, 1, 0.1, -1e-300, 1e300]) {
      for (const count of [1, 2, 3, 7, 10]) {
        const [width, batch] = name === "batchnorm" ? [2, Math.max(3, count)] : [count, 2];
        const state = new Float64Array(width * batch).fill(value);
        const { state: after, jacobian, transposed, rank } = layerOf(name, width, batch, state);
        const zero = centred || value === 0;
        for (const column of [after, ...jacobian, ...transposed]) {
          expect(column.some(Number.isNaN)).toBe(false);
          if (zero) expect(norm(column)).toBe(0);
        }
        if (zero) expect(rank).toBe(0);
      }
    }
  });

  test("one group without spread leaves the others alone", () => {
    const [width, batch] = [4, 4];
    const { normals } = random(8);
    const state = normals(width * batch);
    const whole = layerOf(name, width, batch, state);
    const [first] = groups(name, width, batch);
    for (const i of first) state[i] = 0;
    const part = layerOf(name, width, batch, state);
    for (let i = 0; i < state.length; i++) {
      const dead = first.includes(i);
      expect(part.state[i]).toBe(dead ? 0 : whole.state[i]);
      expect(part.jacobian[i]).toEqual(dead ? new Float64Array(state.length) : whole.jacobian[i]);
    }
    const each = (name === "batchnorm" ? batch : width) - (centred ? 2 : 1);
    expect([whole.rank, part.rank]).toEqual([
      groups(name, width, batch).length * each,
      (groups(name, width, batch).length - 1) * each,
    ]);
  });

  test("a NaN or an ∞ is not lost: it becomes NaN, which measurements call overflow", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const state = Float64Array.of(1, 2, bad, 4, 5, 6, 7, 8, 9, 1, 2, 4);
      expect(layerOf(name, 3, 4, state).state.some(Number.isNaN)).toBe(true);
    }
  });

  test("loses its size: the Jacobian has the state itself in its kernel, and where centred a constant", () => {
    const { normals } = random(5);
    const state = normals(6 * 4);
    const { jacobian, transposed } = layerOf(name, 6, 4, state);
    for (const group of groups(name, 6, 4)) {
      const kernels = [group.map((i) => state[i]), ...(centred ? [group.map(() => 1)] : [])];
      for (const kernel of kernels) {
        const image = state.map((_, row) => group.reduce((sum, i, at) => sum + kernel[at] * jacobian[i][row], 0));
        expect(norm(image)).toBeLessThan(1e-13 * norm(kernel) * 10);
      }
    }
    // Without gains it is symmetric.
    jacobian.forEach((column, c) => {
      column.forEach((x, i) => {
        expect(Math.abs(x - transposed[c][i])).toBeLessThan(1e-14);
      });
    });
  });

  test("gains and biases are one a unit, of the normal law asked for, other in every layer unless tied", () => {
    const width = 400;
    const norms = { gain: { mean: 2, variance: 0.25 }, bias: { variance: 4 } };
    const state = random(6).normals(width * 3);
    const bare = layerOf(name, 2, 3, state.subarray(0, 6)).state;
    const changed = layerOf(name, 2, 3, state.subarray(0, 6), { norm: norms }).state;
    // (x, x′) of two samples of a unit: their difference holds the gain, the same for all.
    for (const unit of [0, 1]) {
      const gain = (i: number, j: number): number =>
        (changed[3 * unit + i] - changed[3 * unit + j]) / (bare[3 * unit + i] - bare[3 * unit + j]);
      if (name !== "layernorm") expect(gain(0, 1)).toBeCloseTo(gain(1, 2), 10);
    }
    const push = (layer: number, tied: boolean): Float64Array => {
      const bundle = bundleOf(state);
      randomNetwork(specOf({ width, batch: 3, branch: [name], norm: norms, tied }), 42, 0).push(bundle, layer);
      return columnOf(bundle, 0);
    };
    expect(push(1, false)).not.toEqual(push(0, false));
    expect(push(1, true)).toEqual(push(0, true));
    expect(push(0, true)).toEqual(push(0, false));
    // y = g x + c with E x = 0, E x² = 1: mean square E g² + E c².
    const values = push(0, false);
    const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(Math.abs(square - (4.25 + 4))).toBeLessThan(1.6);
  });
});

test.each([
  ["layernorm", 2],
  ["rmsnorm", 1],
] as const)("%s of %i: what is left is a sign, and the derivative is 0, exactly", (name, width) => {
  const { state, jacobian, transposed, rank } = layerOf(name, width, 3, random(9).normals(width * 3));
  for (const x of state) expect(Math.abs(x)).toBeCloseTo(1, 14);
  for (const column of [...jacobian, ...transposed]) expect(norm(column)).toBe(0);
  expect(rank).toBe(0);
});

test("samples meet in batchnorm alone", () => {
  const { normals } = random(12);
  const state = normals(4 * 3);
  const meets = (name: NormalisationName): boolean =>
    layerOf(name, 4, 3, state).jacobian.some((column, c) => column.some((x, i) => x !== 0 && i % 3 !== c % 3));
  expect(NORMALISATIONS.map(meets)).toEqual([false, false, true]);
});
