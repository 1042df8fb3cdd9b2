import { describe, expect, test } from "vitest";
import { type Bundle, type Matrix, perUnit } from "../../src/network/bundle.ts";
import { inLawOperation } from "../../src/network/operations/in-law.ts";
import type { Operation } from "../../src/network/operations/operation.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { factorise, triangularise } from "../../src/network/triangularise.ts";
import { bundleOf, columnOf, dot, matrixOf, norm } from "../support/bundles.ts";
import { random } from "../support/random.ts";
import { specOf } from "../support/specs.ts";

const N = 5;
const VARIANCE = 2.25;
const { normals } = random(21);
const [a, b, c, d] = [normals(N), normals(N), normals(N), normals(N)];
const zero = new Float64Array(N);
const mix = a.map((x, i) => 2 * x - 3 * b[i]);

/** Batches of states that make trouble, and some that do not; one array a sample. */
const BATCHES: Record<string, Float64Array[]> = {
  "two states": [a, b],
  "three states": [a, b, c],
  "equal samples": [a, a, b],
  "equal samples to rounding": [a, a.map((x, i) => x * (1 + (i % 2) * 2 ** -52)), b],
  "a state of zero first": [zero, a, b],
  "a state of zero between": [a, zero, b],
  "all of them zero": [zero, zero, zero],
  "one that is a mixture of the others": [a, b, mix, c],
  "as many as units": [a, b, c, d, normals(N)],
  "as many as units, and dependent": [a, b, mix, a, c],
  "more than units": [a, b, c, d, ...Array.from({ length: 4 }, () => normals(N))],
  "more than units, the first ones alike": [a, a, a, a, a, a, b, c, d],
  "sizes far apart": [a.map((x) => x * 1e150), b.map((x) => x * 1e-150), c],
};

/** A vector of all samples, sample s the s-th array: entry (unit, sample) in row unit · B + sample. */
function together(samples: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(
    { length: N * samples.length },
    (_, i) => samples[i % samples.length][Math.floor(i / samples.length)],
  );
}

/** The columns of the same numbers with one row a unit. */
function columnsOf(matrix: Matrix): Float64Array[] {
  const view = perUnit(matrix, N);
  return Array.from({ length: view.columns }, (_, i) => columnOf(view, i));
}

/** All lengths and angles are those before, times σ_w. */
function expectKept(after: Matrix, before: Matrix): void {
  const [ys, xs] = [columnsOf(after), columnsOf(before)];
  xs.forEach((x, i) => {
    xs.forEach((z, j) => {
      const size = norm(x) * norm(z);
      expect(Math.abs(dot(ys[i], ys[j]) - VARIANCE * dot(x, z))).toBeLessThanOrEqual(1e-13 * size);
    });
  });
}

function operationOf(law: "gaussian" | "orthogonal", batch: number, more: NetworkInput = {}): Operation {
  const spec = specOf({ width: N, batch, weights: { law, variance: VARIANCE }, ...more });
  return inLawOperation(spec, () => spec, 42, 0, 0);
}

test.each(Object.entries(BATCHES))("U S = X with UᵀU = I, whatever X is: %s", (_, states) => {
  const x: Matrix = { rows: N, columns: states.length, data: together(states) };
  const { s, turn } = factorise(x);
  if (states.length !== 2) expect(s).toEqual(triangularise(x));
  const m = Math.min(N, states.length);
  const u: Matrix = { rows: N, columns: m, data: new Float64Array(N * m) };
  for (let i = 0; i < m; i++) u.data[i * m + i] = 1;
  turn(u);
  const basis = Array.from({ length: m }, (_, i) => columnOf(u, i));
  basis.forEach((p, i) => {
    basis.forEach((q, j) => {
      expect(Math.abs(dot(p, q) - (i === j ? 1 : 0))).toBeLessThan(1e-14);
    });
  });
  states.forEach((state, column) => {
    const size = Math.sqrt(dot(state, state));
    state.forEach((entry, row) => {
      const sum = basis.reduce((total, q, i) => total + q[row] * s[i * states.length + column], 0);
      expect(Math.abs(sum - entry)).toBeLessThanOrEqual(2e-15 * size);
    });
  });
});

describe.each(["gaussian", "orthogonal"] as const)("%s", (law) => {
  const pushed = (states: readonly Float64Array[], tangents: number, layer: number): Bundle => {
    const { normals: fresh } = random(5);
    const bundle = bundleOf(
      together(states),
      Array.from({ length: tangents }, () => fresh(N * states.length)),
    );
    operationOf(law, states.length).push(bundle, layer);
    return bundle;
  };

  test.each(Object.entries(BATCHES))(
    "the states' path, and a tangent's, does not depend on those after: %s",
    (_, states) => {
      const whole = pushed(states, 4, 3);
      for (const k of [0, 1, 2]) {
        const some = pushed(states, k, 3);
        for (let column = 0; column <= k; column++) expect(columnOf(some, column)).toEqual(columnOf(whole, column));
      }
    },
  );

  test.each(Object.entries(BATCHES))(
    "cotangents go back through the W that made all states, ⟨Wᵀe, h⟩ = ⟨e, W h⟩: %s",
    (_, states) => {
      const batch = states.length;
      const operation = operationOf(law, batch);
      for (let layer = 0; layer < 6; layer++) {
        const state = together(states);
        const forward = bundleOf(state);
        operation.push(forward, layer);
        const outputs = columnsOf(forward);
        const { normals: fresh } = random(layer);
        // Two probes; samples without a cotangent, and with equal ones, in the second.
        const es = Array.from({ length: 2 * batch }, (_, i) => (i === batch ? zero : fresh(N)));
        if (batch > 2) es[batch + 2] = es[batch + 1];
        const back = matrixOf([together(es.slice(0, batch)), together(es.slice(batch))]);
        operation.pull(back, state, 0, layer);
        // Columns of the view: probes of a sample side by side.
        const pulled = columnsOf(back);
        es.forEach((e, i) => {
          const result = pulled[2 * (i % batch) + Math.floor(i / batch)];
          states.forEach((h, s) => {
            const size = Math.sqrt(dot(e, e) * Math.max(dot(outputs[s], outputs[s]), VARIANCE * dot(h, h)));
            expect(Math.abs(dot(result, h) - dot(e, outputs[s]))).toBeLessThanOrEqual(1e-13 * size);
          });
        });
        if (law === "orthogonal") {
          expectKept(back, matrixOf([together(es.slice(0, batch)), together(es.slice(batch))]));
          expectKept(forward, bundleOf(state));
        }
      }
    },
  );

  test("the same in every call, fresh in every layer and network", () => {
    const state = together([a, b, c]);
    const pull = (layer: number, index: number): Float64Array => {
      const spec = specOf({ width: N, batch: 3, weights: { law, variance: VARIANCE } });
      const cotangent = matrixOf([together([d, c, a])]);
      inLawOperation(spec, () => spec, 42, index, 0).pull(cotangent, state, 0, layer);
      return cotangent.data;
    };
    expect(pull(0, 0)).toEqual(pull(0, 0));
    expect(pull(0, 0)).not.toEqual(pull(1, 0));
    expect(pull(0, 0)).not.toEqual(pull(0, 1));
  });

  test.each([2, 4])(
    "B = %i: entries of W, rebuilt from what it does to states and cotangents, have the law of W",
    (batch) => {
      // W u_i for a basis of the states, and Wᵀ v_j: mixed moments of both over many layers are those of one random matrix.
      const units = Array.from({ length: batch }, (_, i) =>
        Float64Array.from({ length: N }, (_, j) => (i === j ? 1 : 0)),
      );
      const probes = Array.from({ length: batch }, (_, i) =>
        Float64Array.from({ length: N }, (_, j) => (i + 1 === j ? 1 : 0)),
      );
      const operation = operationOf(law, batch);
      const samples = 4000;
      const sums = new Map<string, [number, number]>();
      const add = (name: string, value: number): void => {
        const [sum, square] = sums.get(name) ?? [0, 0];
        sums.set(name, [sum + value, square + value * value]);
      };
      const scale = N / VARIANCE;
      for (let layer = 0; layer < samples; layer++) {
        const state = together(units);
        const forward = bundleOf(state);
        operation.push(forward, layer);
        const back = matrixOf([together(probes)]);
        operation.pull(back, state, 0, layer);
        const [columns, rows] = [columnsOf(forward), columnsOf(back)];
        // Row 1 of W beyond the states' columns, and column 0: entries W_14 and W_20 and W_10.
        const [w14, w13, w24, w20] = [rows[0][4], rows[0][3], rows[1][4], columns[0][2]];
        add("W_14²", scale * w14 * w14 - 1);
        add("W_14 W_13", scale * w14 * w13);
        add("W_14 W_24", scale * w14 * w24);
        add("W_14² W_20²", scale ** 2 * w14 ** 2 * w20 ** 2 - mixed(law, false));
        add("W_14² W_10²", scale ** 2 * w14 ** 2 * columns[0][1] ** 2 - mixed(law, true));
        add("W_14⁴", scale ** 2 * w14 ** 4 - (law === "gaussian" ? 3 : (3 * N) / (N + 2)));
        add("W_14 W_20 W_10 W_24", scale ** 2 * w14 * w20 * columns[0][1] * w24 - crossed(law));
      }
      for (const [name, [sum, square]] of sums) {
        const mean = sum / samples;
        const error = Math.sqrt((square / samples - mean * mean) / samples);
        expect(Math.abs(mean), name).toBeLessThan(4.5 * error);
      }
    },
  );
});

/** E n² W_ij² W_kl² of unit variances: of entries of one row, and of entries that share neither row nor column (Haar: Collins 2003). */
function mixed(law: "gaussian" | "orthogonal", sameRow: boolean): number {
  if (law === "gaussian") return 1;
  return sameRow ? N / (N + 2) : (N * (N + 1)) / ((N - 1) * (N + 2));
}

/** E n² W_14 W_24 W_10 W_20, a rectangle of entries. */
function crossed(law: "gaussian" | "orthogonal"): number {
  return law === "gaussian" ? 0 : -N / ((N - 1) * (N + 2));
}
