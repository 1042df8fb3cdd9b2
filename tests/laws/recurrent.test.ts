import { Matrix, QrDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import type { Spectrum } from "../../src/engine/engine.ts";
import { initialFrame } from "../../src/measure/frame.ts";
import type { Integrator } from "../../src/network/spec.ts";
import { weightSource } from "../../src/network/weights.ts";
import { specOf } from "../support/specs.ts";
import { measure } from "./measured.ts";

/** The largest difference of exponents, all of them finite, from a law. */
function furthest({ exponents, infinite, status }: Spectrum, law: readonly number[]): number {
  expect([exponents.length, status]).toEqual([law.length, "ok"]);
  expect(infinite.every((count) => count === 0)).toBe(true);
  return Math.max(...exponents.map((value, i) => Math.abs((value ?? Number.NaN) - law[i])));
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const shut = { bias: { mean: -1000 } };
const open = { bias: { mean: 1000 } };

describe("gates that are forced", () => {
  test.each([false, true])("a GRU whose update gate is shut keeps h: every exponent is 0 (tied %s)", async (tied) => {
    const network = { block: "gru", width: 12, tied, weights: { variance: 4 }, gates: { update: shut } } as const;
    const spectrum = await measure({ network, depth: 300, burnIn: 0, ensemble: 4, exponents: 12 });
    expect(furthest(spectrum, zeros(12))).toBeLessThan(1e-14);
  });

  test("an LSTM that forgets nothing and takes in nothing keeps c: n exponents are 0, those of h are negative", async () => {
    const gates = { forget: open, input: shut };
    const network = { block: "lstm", width: 10, weights: { variance: 2 }, gates } as const;
    const spectrum = await measure({ network, depth: 500, burnIn: 100, ensemble: 4, exponents: 20 });
    const kept = { ...spectrum, exponents: spectrum.exponents.slice(0, 10), infinite: spectrum.infinite.slice(0, 10) };
    expect(furthest(kept, zeros(10))).toBeLessThan(1e-13);
    for (const value of spectrum.exponents.slice(10)) expect(value).toBeLessThan(-0.5);
    expect(spectrum.infinite).toEqual(zeros(20));
  });

  test("a GRU whose update gate is open and reset gate too is an RNN of its candidate's weights", async () => {
    const gates = { update: open, reset: open };
    const gru = { block: "gru", width: 8, weights: { law: "orthogonal" }, activation: "linear", gates } as const;
    const spectrum = await measure({ network: gru, depth: 200, ensemble: 4, exponents: 8 });
    expect(furthest(spectrum, zeros(8))).toBeLessThan(1e-13);
  });
});

test("an LSTM at rest shows no more than c: the other exponents fall to rounding, and the status says so", async () => {
  const at = async (variance: number, depth: number) =>
    measure({ network: { block: "lstm", width: 8, bias: { variance } }, depth, ensemble: 2, exponents: 16 });
  // h = c = 0 is its fixed point; φ(c), which W₄ speaks through, shrinks with c.
  const [short, long] = [await at(0, 40), await at(0, 320)];
  expect([short.status, long.status]).toEqual(["ok", "ill-conditioned"]);
  expect(long.exponents[8]).toBeLessThan((short.exponents[8] ?? Number.NaN) - 5);
  const biased = await at(0.1, 320);
  expect(biased.status).toBe("ok");
  expect(biased.exponents[8]).toBeGreaterThan(-6);
});

test("an orthogonal linear RNN keeps every length: all exponents are 0", async () => {
  const network = { block: "rnn", width: 16, activation: "linear", weights: { law: "orthogonal" } } as const;
  const spectrum = await measure({ network, depth: 400, ensemble: 4, exponents: 16 });
  expect(furthest(spectrum, zeros(16))).toBeLessThan(1e-13);
});

test("a reflection has the eigenvalue −1: Euler's step of dt = 1 loses that direction, rk4's does not", async () => {
  for (const integrator of ["euler", "rk4"] as const) {
    const network = { block: "neural-ode", width: 1, integrator, dt: 1, activation: "linear" } as const;
    const study = {
      network: { ...network, weights: { law: "orthogonal" } },
      depth: 9,
      burnIn: 0,
      ensemble: 32,
    } as const;
    const { exponents, infinite } = await measure(study);
    // W = ±1: steps of 2 or 0, and of 1 ± 1 + 1/2 ± 1/6 + 1/24.
    if (integrator === "euler") {
      expect(exponents[0]).toBeCloseTo(Math.LN2, 14);
      expect(infinite[0]).toBeGreaterThan(8);
      continue;
    }
    expect(infinite).toEqual([0]);
    const plus = (exponents[0] ?? Number.NaN) - Math.log(0.375);
    const share = plus / Math.log(65 / 24 / 0.375);
    expect(Math.abs(share * 32 - Math.round(share * 32))).toBeLessThan(1e-10);
    expect(Math.abs(share - 0.5)).toBeLessThan(0.3);
  }
});

/** (1/L) ln R_ii of the QR of (step of dt · W)^L Q_0, by a matrix library. */
function discreteLaw(width: number, dt: number, integrator: Integrator, layers: number, seed: number): number[] {
  const source = weightSource(specOf({ block: "neural-ode", width }), seed, 0, 0);
  source.select(0);
  const scale = dt / Math.sqrt(width);
  const a = new Matrix(Array.from({ length: width }, (_, row) => Array.from(source.row(row), (w) => w * scale)));
  const terms = integrator === "euler" ? 1 : 4;
  const step = Matrix.eye(width);
  let power = Matrix.eye(width);
  for (let k = 1; k <= terms; k++) {
    // (dt W)^k / k!
    power = power.mmul(a).div(k);
    step.add(power);
  }
  const frame = initialFrame(seed, width, width);
  let q = new Matrix(width, width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) q.set(row, column, frame.data[row * (width + 1) + 1 + column]);
  }
  const sums = zeros(width);
  for (let layer = 0; layer < layers; layer++) {
    const qr = new QrDecomposition(step.mmul(q));
    q = qr.orthogonalMatrix;
    const r = qr.upperTriangularMatrix;
    sums.forEach((_, i) => {
      sums[i] += Math.log(Math.abs(r.get(i, i))) / layers;
    });
  }
  return sums;
}

test.each<[Integrator, number]>([
  ["euler", 0.1],
  ["rk4", 0.1],
  ["euler", 0.7],
  ["rk4", 0.7],
])(
  "a linear neural ODE by %s, dt = %f: the step's Taylor polynomial of dt W, layer after layer",
  async (integrator, dt) => {
    const [width, depth, seed] = [7, 60, 5];
    const network = { block: "neural-ode", width, integrator, dt, activation: "linear" } as const;
    const spectrum = await measure({ network, depth, burnIn: 0, ensemble: 1, exponents: width, seed });
    expect(furthest({ ...spectrum, status: "ok" }, discreteLaw(width, dt, integrator, depth, seed))).toBeLessThan(
      1e-11,
    );
  },
);
