import { describe, expect, test } from "vitest";
import { randomNetwork } from "../../src/network/network.ts";
import { SAMPLINGS } from "../../src/network/sampling.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { bundleOf, columnOf, identity } from "../support/bundles.ts";
import { specOf } from "../support/specs.ts";
import { expectLaw, measure } from "./measured.ts";

const WIDTH = 12;
const DEPTH = 40;
const BURN_IN = 4;

/** Mean of ln σ_w over the layers that count. */
function meanLog(sigma: (layer: number) => number): number {
  let sum = 0;
  for (let layer = BURN_IN; layer < DEPTH; layer++) sum += Math.log(sigma(layer));
  return sum / (DEPTH - BURN_IN);
}

const line = (from: number, to: number) => (layer: number) => from + ((to - from) * layer) / (DEPTH - 1);
const list = Array.from({ length: DEPTH }, (_, layer) => 0.5 + 2 * Math.sin(layer) ** 2);

/** Ways to write a σ_w² that changes with depth, each with its σ_w. */
const VARIANCES: Record<string, [NetworkInput, (layer: number) => number]> = {
  "from one end to the other": [
    { weights: { variance: { depth: { from: 0.2, to: 5 } } } },
    (layer) => Math.sqrt(line(0.2, 5)(layer)),
  ],
  "one value a layer": [{ weights: { variance: { depth: list } } }, (layer) => Math.sqrt(list[layer])],
  "the factor of the branch": [{ scale: { depth: { from: 2, to: 0.1 } } }, line(2, 0.1)],
};

describe.each(Object.entries(VARIANCES))("σ_w that changes with depth, %s", (_, [input, sigma]) => {
  const network: NetworkInput = { width: WIDTH, activation: "linear", ...input };
  const study = { depth: DEPTH, burnIn: BURN_IN, ensemble: 150, exponents: 4 };

  test.each(SAMPLINGS)(
    "Gaussian products, sampling %s: Newman's exponents and the mean of ln σ_w",
    async (sampling) => {
      const shift = meanLog(sigma);
      expect(Math.abs(shift)).toBeGreaterThan(0.1);
      expectLaw(
        await measure({ ...study, sampling, network }),
        newmanExponents(WIDTH, 4, 1).map((exponent) => exponent + shift),
      );
    },
  );

  test.each([
    ["gaussian", "network"],
    ["gaussian", "law"],
    ["orthogonal", "network"],
    ["orthogonal", "law"],
  ] as const)("%s, sampling %s: the exponents of the same networks, shifted, to rounding", async (law, sampling) => {
    const weights = { law, ...network.weights };
    const few = { ...study, ensemble: 3, sampling };
    const [changing, constant] = [
      await measure({ ...few, network: { ...network, weights } }),
      await measure({ ...few, network: { width: WIDTH, activation: "linear", weights: { law } } }),
    ];
    changing.exponents.forEach((exponent, i) => {
      expect(Math.abs((exponent ?? Number.NaN) - (constant.exponents[i] ?? Number.NaN) - meanLog(sigma))).toBeLessThan(
        1e-10,
      );
    });
  });

  test("tied: one W, other sizes, and the spectrum of the tied network, shifted", async () => {
    const few = { ...study, ensemble: 4 };
    const [changing, constant] = [
      await measure({ ...few, network: { ...network, tied: true } }),
      await measure({ ...few, network: { width: WIDTH, activation: "linear", tied: true } }),
    ];
    changing.exponents.forEach((exponent, i) => {
      expect(Math.abs((exponent ?? Number.NaN) - (constant.exponents[i] ?? Number.NaN) - meanLog(sigma))).toBeLessThan(
        1e-10,
      );
    });
  });
});

test.each(SAMPLINGS)(
  "two matrices, each of its own law, sampling %s: a Gaussian product, times σ of the Haar one",
  async (sampling) => {
    const network: NetworkInput = {
      width: WIDTH,
      branch: ["linear", "linear"],
      weights: [
        { law: "gaussian", variance: { depth: { from: 1, to: 3 } } },
        { law: "orthogonal", variance: 0.25 },
      ],
    };
    const shift = meanLog((layer) => Math.sqrt(line(1, 3)(layer)) / 2);
    expectLaw(
      await measure({ network, sampling, depth: DEPTH, burnIn: BURN_IN, ensemble: 150, exponents: 4 }),
      newmanExponents(WIDTH, 4, 1).map((exponent) => exponent + shift),
    );
  },
);

test("every number of a layer is that of its depth: skip, scale, σ_w², σ_b², gains", () => {
  // A layer h ← skip · h + scale · (W h + b), seen at the zero state and through the unit vectors.
  const input: NetworkInput = {
    width: 3,
    branch: ["linear"],
    skip: { depth: { from: -1, to: 2 } },
    scale: { depth: [1, 0.5, 0, 2] },
    weights: { variance: { depth: { from: 4, to: 1 } } },
    bias: { variance: { depth: [0, 1, 4, 9] } },
    tied: true,
  };
  // Resolved for four layers: a list of another length would be refused.
  const layer = (network: NetworkInput, at: number) => {
    const bundle = bundleOf(new Float64Array(3), identity(3));
    randomNetwork(specOf(network, 4), 42, 0).push(bundle, at);
    const h = columnOf(bundle, 0).map((x) => x * 2 ** bundle.exponent);
    return { h, jacobian: identity(3).map((_, c) => columnOf(bundle, 1 + c)) };
  };
  const plain = layer({ width: 3, branch: ["linear"], bias: { variance: 1 } }, 0);
  for (let at = 0; at < 4; at++) {
    const { h, jacobian } = layer(input, at);
    const [skip, scale, sigma, bias] = [-1 + at, [1, 0.5, 0, 2][at], Math.sqrt(4 - at), at];
    h.forEach((x, i) => {
      expect(x).toBeCloseTo(scale * bias * plain.h[i], 12);
      jacobian.forEach((column, c) => {
        expect(column[i]).toBeCloseTo((i === c ? skip : 0) + scale * sigma * plain.jacobian[c][i], 12);
      });
    });
  }
});
