import { describe, expect, test } from "vitest";
import type { Clip } from "../../src/measure/clip.ts";
import { type NetworkGradient, networkGradient, outputGradient } from "../../src/measure/gradient.ts";
import { profileStatistics } from "../../src/measure/profile.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { specOf } from "../support/specs.ts";

const DEPTH = 40;

function gradientOf(input: NetworkInput, clip?: Clip, depth = DEPTH): NetworkGradient {
  const spec = specOf({ width: 6, ...input });
  const settings = { depth, burnIn: 0, ...(clip === undefined ? {} : { clip }) };
  const steps = networkGradient(randomNetwork(spec, 42, 3), outputGradient(42, 3, spec.width * spec.batch), settings);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

const EXPLODING: NetworkInput = { activation: "linear", weights: { variance: 9 } };
const VANISHING: NetworkInput = { weights: { variance: 0.2 } };
/** By ×4 in every layer, in every direction. */
const ORTHOGONAL: NetworkInput = { activation: "linear", weights: { law: "orthogonal", variance: 16 } };
/** Its gradients grow in some layers and shrink in others. */
const MIXED: NetworkInput = { weights: { variance: 2.5 }, bias: { variance: 0.1 } };
const TWO: NetworkInput = { ...MIXED, block: "residual-two-matrix", scale: 0.5 };

describe("clipped per layer", () => {
  test.each([MIXED, TWO, EXPLODING])("a profile follows min(c, ·) layer by layer, weights with it", (input) => {
    for (const norm of [0.3, 1, 2]) {
      const free = gradientOf(input);
      const clipped = gradientOf(input, { norm, per: "layer" });
      let log = Math.min(0, Math.log(norm));
      expect(clipped.gradient[DEPTH]).toBeCloseTo(log, 12);
      for (let layer = DEPTH - 1; layer >= 0; layer--) {
        const before = log;
        log = Math.min(Math.log(norm), log + free.gradient[layer] - free.gradient[layer + 1]);
        expect(clipped.gradient[layer]).toBeCloseTo(log, 10);
        // The signal from above makes the gradients of the layer's weights.
        for (let matrix = 0; matrix < free.weights.length / DEPTH; matrix++) {
          const at = matrix * DEPTH + layer;
          expect(clipped.weights[at] - free.weights[at]).toBeCloseTo(before - free.gradient[layer + 1], 10);
        }
      }
      expect(clipped.unclipped).toEqual(free.gradient);
      expect(clipped.state).toEqual(free.state);
    }
  });

  test("an exploding network is flat at c, over 2,000 decades too", () => {
    const { gradient, unclipped } = gradientOf(ORTHOGONAL, { norm: 2, per: "layer" }, 4000);
    expect(unclipped[0]).toBeGreaterThan(2000 * Math.LN10);
    for (const log of gradient.subarray(0, 3999)) expect(log).toBeCloseTo(Math.log(2), 12);
  });

  test("a vanishing network is unchanged, and so is any below a large c", () => {
    expect(gradientOf(VANISHING, { norm: 1, per: "layer" })).toEqual(gradientOf(VANISHING));
    for (const per of ["layer", "global"] as const) {
      expect(gradientOf(MIXED, { norm: 1e6, per })).toEqual(gradientOf(MIXED));
    }
  });

  test("tied weights sum the clipped signals: at width 1 ½ Σ |h_m|", () => {
    const { weights, state } = gradientOf({ ...ORTHOGONAL, width: 1, tied: true }, { norm: 0.5, per: "layer" });
    let sum = 0;
    for (let layer = DEPTH - 1; layer >= 0; layer--) {
      sum += 0.5 * Math.exp(state[layer]);
      expect(weights[layer]).toBeCloseTo(Math.log(sum), 10);
    }
  });
});

describe("clipped globally", () => {
  /** ln ‖g‖, by definition. */
  function allOf({ weights }: NetworkGradient, tied: boolean): number {
    const sizes = tied ? weights.filter((_, i) => i % DEPTH === 0) : weights;
    return Math.log(sizes.reduce((sum, log) => sum + Math.exp(2 * log), 0)) / 2;
  }

  test.each<[string, NetworkInput]>([
    ["mixed", MIXED],
    ["two matrices", TWO],
    ["exploding", EXPLODING],
    ["tied", { ...MIXED, tied: true }],
    ["tied, two matrices", { ...TWO, tied: true }],
  ])("%s: everything moves by ln min(1, c/‖g‖), and ‖g‖ is then c", (_, input) => {
    const free = gradientOf(input);
    const tied = input.tied === true;
    const norm = 0.25;
    const clipped = gradientOf(input, { norm, per: "global" });
    const shift = Math.min(0, Math.log(norm) - allOf(free, tied));
    expect(shift).toBeLessThan(-0.1);
    free.gradient.forEach((log, i) => {
      expect(clipped.gradient[i]).toBeCloseTo(log + shift, 10);
    });
    free.weights.forEach((log, i) => {
      expect(clipped.weights[i]).toBeCloseTo(log + shift, 10);
    });
    expect(allOf(clipped, tied)).toBeCloseTo(Math.log(norm), 10);
  });

  test("a norm of 2,000 decades is no obstacle", () => {
    // ‖∂L/∂W‖ = 4^(L−1) ‖h_0‖ in every layer.
    const { gradient, state } = gradientOf(ORTHOGONAL, { norm: 1, per: "global" }, 4000);
    expect(gradient[0]).toBeCloseTo(Math.log(4) - state[0] - Math.log(4000) / 2, 8);
    expect(gradient[4000]).toBeLessThan(-2400 * Math.LN10);
  });
});

test("GSC is the Jacobian's: clipping does not change it", () => {
  const statistics = (clip?: Clip) => {
    const made = profileStatistics({ depth: DEPTH, burnIn: 0 }, 1, 1);
    made.add(gradientOf(EXPLODING, clip));
    return made.result();
  };
  const [free, clipped] = [statistics(), statistics({ norm: 0.1, per: "layer" })];
  expect(clipped.gsc).toEqual(free.gsc);
  expect(clipped.slope.value).toBeCloseTo(0, 6);
  expect(free.slope.value).toBeGreaterThan(0.5);
});
