import { describe, expect, test } from "vitest";
import { resolveNetwork } from "../../../src/network/resolve.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import {
  ACTIVATIONS,
  BLOCKS,
  OPERATIONS,
  type OperationName,
  operationsOf,
  type WeightLaw,
} from "../../../src/network/spec.ts";
import { expectDerivative, isAlive, KINKED } from "../../support/layers.ts";
import { random } from "../../support/random.ts";
import { LISTED, specOf } from "../../support/specs.ts";

const LAWS: readonly WeightLaw[] = ["gaussian", "uniform", "rademacher", "orthogonal"];

test.each(OPERATIONS)("%s alone: push and pull are its derivative, by finite differences", (operation) => {
  for (const width of [1, 2, 3, 6]) {
    for (const skip of [0, 0.7]) {
      const batch = operation === "batchnorm" ? 3 : 1;
      const spec = specOf({ width, batch, skip, scale: 1.3, branch: [operation], bias: { variance: 0.2 } });
      expectDerivative(spec, 2, 7 * width, `${operation} n = ${width} skip ${skip}`);
    }
  }
});

describe.each(BLOCKS)("%s: push and pull are its derivative, by finite differences", (block) => {
  test.each(ACTIVATIONS)("%s", (activation) => {
    for (const law of ["gaussian", "orthogonal"] as const) {
      const norm = { gain: { mean: 0.8, variance: 0.3 }, bias: { variance: 0.2 } };
      const spec = specOf({
        width: 4,
        block,
        activation,
        scale: 0.6,
        weights: { law, variance: 1.5 },
        bias: { variance: 0.1 },
        norm,
        ...(block.startsWith("batchnorm") ? { batch: 5 } : {}),
      });
      expectDerivative(spec, 3, 11, `${block} ${activation} ${law}`);
    }
  });
});

const DEPTH = 4;

/** A network made up at random: any lists, any numbers, some of them changing with depth. */
function composition(seed: number): { input: NetworkInput; layer: number } {
  const { uniform, normal } = random(1000 + seed);
  const below = (count: number): number => Math.floor(uniform() * count);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)];
  const chance = (probability: number): boolean => uniform() < probability;
  const depthwise = (make: () => number) => {
    if (chance(0.7)) return make();
    if (chance(0.5)) return { depth: { from: make(), to: make() } };
    return { depth: Array.from({ length: DEPTH }, make) };
  };
  const list = (least: number): OperationName[] => Array.from({ length: least + below(6 - least) }, () => pick(LISTED));
  const branch = list(1);
  const after = chance(0.5) ? [] : list(0);
  const names = operationsOf({ branch, after });
  const activation = pick(ACTIVATIONS);
  // ±1 behind a layer normalisation: a sum that is 0 whatever the state, where φ may have a kink.
  const laws = LAWS.filter((law) => law !== "rademacher" || !KINKED.includes(activation));
  const weights = () => ({ law: pick(laws), variance: depthwise(() => 0.3 + 2 * uniform()) });
  const linears = names.filter((name) => name === "linear").length;
  const input: NetworkInput = {
    width: 1 + below(6),
    batch: names.includes("batchnorm") ? pick([3, 4]) : pick([1, 1, 3, 4]),
    skip: chance(0.4) ? 0 : depthwise(normal),
    scale: chance(0.1) ? 0 : depthwise(normal),
    branch,
    after,
    activation,
    weights: linears > 0 && chance(0.4) ? Array.from({ length: linears }, weights) : weights(),
    bias: { variance: chance(0.5) ? 0 : depthwise(uniform) },
    norm: {
      gain: { mean: chance(0.5) ? 1 : depthwise(normal), variance: chance(0.5) ? 0 : depthwise(uniform) },
      bias: { variance: chance(0.5) ? 0 : depthwise(uniform) },
    },
    tied: chance(0.3),
  };
  return { input, layer: below(DEPTH) };
}

describe("200 networks made up at random: push and pull are the derivative, by finite differences", () => {
  test.each(Array.from({ length: 20 }, (_, i) => 10 * i))("seeds from %i on", (first) => {
    for (let seed = first; seed < first + 10; seed++) {
      const { input, layer } = composition(seed);
      const spec = resolveNetwork(input, DEPTH);
      expectDerivative(spec, layer, seed, `seed ${seed}, layer ${layer}: ${JSON.stringify(input)}`);
    }
  });

  test("they are of all kinds, and most are not 0", () => {
    const specs = Array.from({ length: 200 }, (_, seed) => resolveNetwork(composition(seed).input, DEPTH));
    for (const name of LISTED) {
      expect(specs.filter((spec) => operationsOf(spec).includes(name)).length).toBeGreaterThan(50);
    }
    expect(new Set(specs.map(({ activation }) => activation)).size).toBe(ACTIVATIONS.length);
    expect(specs.filter(({ schedule }) => schedule !== undefined).length).toBeGreaterThan(80);
    expect(specs.filter(({ matrices }) => matrices !== undefined).length).toBeGreaterThan(40);
    expect(specs.filter(({ tied }) => tied).length).toBeGreaterThan(30);
    expect(specs.filter(({ batch }) => batch > 1).length).toBeGreaterThan(80);
    expect(specs.filter((spec, seed) => isAlive(spec, composition(seed).layer, seed)).length).toBeGreaterThan(120);
  });
});
