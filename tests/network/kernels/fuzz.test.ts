import { expect, test } from "vitest";
import { initialFrame } from "../../../src/measure/frame.ts";
import { type NetworkSpectrum, networkSpectrum } from "../../../src/measure/spectrum.ts";
import type { Bundle } from "../../../src/network/bundle.ts";
import { borrowKernels, giveBack, type Kernels } from "../../../src/network/kernels/kernels.ts";
import { type RandomNetwork, randomNetwork } from "../../../src/network/network.ts";
import { ACTIVATIONS, BLOCKS, stateDimension, WEIGHT_LAWS } from "../../../src/network/spec.ts";
import { StudyError } from "../../../src/study/error.ts";
import { type Cell, resolveStudy } from "../../../src/study/resolve.ts";
import { random } from "../../support/random.ts";

const STUDIES = 500;
const draws = random(2026);
const whole = (least: number, most: number): number => least + Math.floor((most - least + 1) * draws.uniform());
const one = <T>(values: readonly T[]): T => values[whole(0, values.length - 1)];
const maybe = <T extends object>(chance: number, fields: T): T | object => (draws.uniform() < chance ? fields : {});

/** A small study of anything that there is; some do not exist, such as a batch of one sample that is normalised. */
function study(): object {
  const law = one(WEIGHT_LAWS);
  const block = one(BLOCKS);
  return {
    network: {
      width: whole(1, 20),
      block,
      ...(block === "neural-ode" ? maybe(0.5, { integrator: "rk4" }) : {}),
      ...(block === "lstm" ? maybe(0.5, { gates: { forget: { bias: { mean: one([-1000, -1, 1, 1000]) } } } }) : {}),
      ...maybe(0.2, { input: { everyLayer: 0.2 } }),
      activation: one(ACTIVATIONS),
      weights: {
        law,
        variance: one([0.25, 1, 2, 4]),
        ...maybe(0.15, { sparsity: whole(1, 20) }),
        ...maybe(0.1, { spectralNorm: 1 }),
      },
      ...maybe(0.5, { bias: { variance: 0.3 } }),
      ...maybe(0.3, { scale: one([0, 0.1, 1, -0.5]) }),
      ...maybe(0.3, { tied: true }),
      ...maybe(0.3, { batch: whole(1, 5) }),
    },
    ...maybe(0.3, { sampling: "law" }),
    depth: whole(1, 24),
    burnIn: 0,
    exponents: whole(1, 24),
    seed: whole(0, 1e9),
    ...maybe(0.3, { orthogonalizeEvery: whole(1, 5) }),
  };
}

/** The next study that exists. */
function nextCell(): Cell {
  for (;;) {
    try {
      return resolveStudy(study()).cells[0];
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
    }
  }
}

function measure(cell: Cell, kernels: Kernels | null, after?: (bundle: Bundle) => void): NetworkSpectrum {
  const { network: spec, seed, sampling, exponents } = cell;
  const plain = randomNetwork(spec, seed, 0, sampling);
  const network: RandomNetwork = {
    ...plain,
    push(bundle, layer) {
      plain.push(bundle, layer);
      after?.(bundle);
    },
  };
  const steps = networkSpectrum(network, initialFrame(seed, stateDimension(spec), exponents), cell, kernels);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Changes every number by a few units in its last place. */
function jiggle({ data }: Bundle): void {
  for (let i = 0; i < data.length; i++) data[i] *= 1 + (draws.uniform() - 0.5) * 2 ** -49;
}

/** The first exponent that is not the twin's but for rounding, `spread` (k) magnified; none where all are. */
function strayed(found: NetworkSpectrum, expected: NetworkSpectrum, spread?: Float64Array): number {
  const largest = Math.max(...expected.sums.filter(Number.isFinite));
  return expected.sums.findIndex((sum, j) => {
    if (sum === -Infinity) return found.sums[j] !== -Infinity;
    // What rounding leaves of a direction that has shrunk against the first one.
    const shrunk = 1e-13 * Math.exp(Math.min(50, largest - sum));
    const apart = spread === undefined ? 0 : 100 * Math.abs(spread[j] - sum);
    return !(Math.abs(found.sums[j] - sum) < 1e-9 + shrunk + apart);
  });
}

test(`kernels and their twins agree, exponent by exponent, in ${STUDIES} small studies`, () => {
  const kernels = borrowKernels();
  expect(kernels).not.toBeNull();
  let sensitive = 0;
  for (let i = 0; i < STUDIES; i++) {
    const cell = nextCell();
    const [expected, found] = [measure(cell, null), measure(cell, kernels)];
    const told = JSON.stringify(cell);
    expect(found.overflow, told).toBe(expected.overflow);
    if (expected.overflow || strayed(found, expected) === -1) continue;
    // A chaotic state magnifies rounding, and so does, in law, the direction between samples that have come close to each other: the
    // twin, its numbers changed in their last places, strays as far.
    sensitive++;
    expect(strayed(found, expected, measure(cell, null, jiggle).sums), told).toBe(-1);
  }
  expect(sensitive).toBeLessThan(STUDIES / 50);
  giveBack(kernels);
});
