import { describe, expect, it } from "vitest";
import { batchNormGrowth } from "../../src/theory/batchnorm.ts";
import { momentsAt } from "../../src/theory/moments.ts";

const BATCHES = [8, 16, 32, 64, 128, 256];

describe("growth under batch normalisation", () => {
  it("of ReLU is that of the arc-cosine kernel", () => {
    for (const batch of [...BATCHES, 4, 5, 33]) {
      const angle = Math.PI - Math.acos(-1 / (batch - 1));
      const kernel = (Math.sqrt(1 - (batch - 1) ** -2) - angle / (batch - 1)) / (2 * Math.PI);
      const trace = 0.5 - 1 / batch + (angle / (2 * Math.PI) + kernel) / batch;
      const growth = ((batch / (batch - 3)) * trace) / (0.5 - kernel);
      expect(batchNormGrowth("relu", batch) / growth).toBeCloseTo(1, 6);
    }
    expect(batchNormGrowth("relu", 8)).toBeCloseTo(1.7882, 4);
  });

  it("of ReLU and tanh has the values of simulations, whose error is some .002", () => {
    const table = { relu: [1.79, 1.591, 1.52, 1.492, 1.479, 1.473], tanh: [1.359, 1.246, 1.209, 1.193, 1.185, 1.181] };
    for (const activation of ["relu", "tanh"] as const) {
      BATCHES.forEach((batch, i) => {
        expect(Math.abs(batchNormGrowth(activation, batch) - table[activation][i])).toBeLessThan(0.0025);
      });
    }
  });

  it("is (B − 2)/(B − 3) without an activation, whatever the gain", () => {
    for (const batch of [4, 5, 6, 7, 8, 17, 64, 1000]) {
      for (const gain of [1, -0.3]) {
        expect(batchNormGrowth("linear", batch, gain) / ((batch - 2) / (batch - 3))).toBeCloseTo(1, 11);
      }
    }
    expect(batchNormGrowth("linear", 3)).toBe(Number.POSITIVE_INFINITY);
  });

  it("tends to E φ′²/Var φ: π/(π − 1) for ReLU", () => {
    const limit = (f: (batch: number) => number): number => 2 * f(4096) - f(2048);
    expect(limit((batch) => batchNormGrowth("relu", batch))).toBeCloseTo(Math.PI / (Math.PI - 1), 5);
    const [square, , slope] = momentsAt("tanh", 1);
    expect(limit((batch) => batchNormGrowth("tanh", batch))).toBeCloseTo(slope / square, 5);
    expect(slope / square).toBeCloseTo(1.17781, 5);
  });

  it("knows the gain: a small one makes tanh linear, ReLU has none to know", () => {
    expect(batchNormGrowth("tanh", 16, 1e-3)).toBeCloseTo(14 / 13, 5);
    expect(batchNormGrowth("tanh", 16, 3)).toBeGreaterThan(batchNormGrowth("tanh", 16));
    expect(batchNormGrowth("relu", 16, 3)).toBeCloseTo(batchNormGrowth("relu", 16), 10);
  });

  it("agrees with a sum over random points", () => {
    const B = 5;
    const phi = (x: number): number => Math.tanh(x);
    const slope = (x: number): number => 1 - Math.tanh(x) ** 2;
    let seed = 1;
    const uniform = (): number => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    let [trace, spread] = [0, 0];
    const points = 40_000;
    for (let point = 0; point < points; point++) {
      const z = Array.from({ length: B }, normal);
      const mean = z.reduce((s, x) => s + x, 0) / B;
      const size = Math.sqrt(z.reduce((s, x) => s + (x - mean) ** 2, 0) / B);
      const x = z.map((each) => (each - mean) / size);
      const f = x.map(phi);
      const d = x.map(slope);
      const centre = f.reduce((s, each) => s + each, 0) / B;
      spread += f.reduce((s, each) => s + (each - centre) ** 2, 0);
      // tr(P D Π D), entry by entry.
      for (let i = 0; i < B; i++) {
        for (let j = 0; j < B; j++) {
          const own = i === j ? 1 : 0;
          trace += (own - 1 / B) * d[j] * (own - 1 / B - (x[i] * x[j]) / B) * d[i];
        }
      }
    }
    expect(((B / (B - 3)) * trace) / spread / batchNormGrowth("tanh", B)).toBeCloseTo(1, 2);
  });
});
