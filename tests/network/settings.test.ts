import { describe, expect, test } from "vitest";
import { createBundle } from "../../src/network/bundle.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { whyNotInLaw } from "../../src/network/sampling.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { layerMatrix } from "../support/matrices.ts";
import { specOf } from "../support/specs.ts";

const DEPTH = 4;

/** h and three tangents after every layer, of two networks; seed 42. */
function states(input: NetworkInput, depth = DEPTH): number[][] {
  const spec = specOf({ width: 6, bias: { variance: 0.1 }, ...input }, depth);
  return [0, 5].flatMap((index) => {
    const network = randomNetwork(spec, 42, index);
    const bundle = createBundle(spec.width, 4);
    network.input(bundle);
    for (let row = 0; row < spec.width; row++) bundle.data[row * 4 + 1 + (row % 3)] = 1;
    return Array.from({ length: depth }, (_, layer) => {
      network.push(bundle, layer);
      return [...bundle.data];
    });
  });
}

const BRANCH: NetworkInput = { branch: ["linear", "activation", "linear"], after: ["linear"] };

describe("settings that say the same give the same bits", () => {
  test.each<[string, NetworkInput, NetworkInput]>([
    [
      "a list of equal settings, one object",
      { ...BRANCH, weights: [{ variance: 2 }, { variance: 2 }, { variance: 2 }] },
      { ...BRANCH, weights: { variance: 2 } },
    ],
    [
      "a list with one setting, of one matrix",
      { weights: [{ law: "uniform", sparsity: 3 }] },
      { weights: { law: "uniform", sparsity: 3 } },
    ],
    ["init he", { weights: { init: "he" } }, { weights: { law: "gaussian", variance: 2 } }],
    ["init xavier", { weights: { init: "xavier" } }, { weights: { law: "gaussian", variance: 1 } }],
    ["init lecun", { weights: { init: "lecun" } }, {}],
    ["init orthogonal", { weights: { init: "orthogonal" } }, { weights: { law: "orthogonal" } }],
    [
      "what is written stands over the init",
      { weights: { init: "he", law: "uniform" } },
      { weights: { law: "uniform", variance: 2 } },
    ],
    ["init in a list", { weights: [{ init: "he" }] }, { weights: { variance: 2 } }],
    ["scale 1/sqrt(depth)", { block: "residual", scale: "1/sqrt(depth)" }, { block: "residual", scale: 0.5 }],
    ["scale 1/depth", { block: "residual", scale: "1/depth" }, { block: "residual", scale: 0.25 }],
    ["ν = 3 where none is written", { weights: { law: "student-t" } }, { weights: { law: "student-t", nu: 3 } }],
    ["a schedule that stands still", { weights: { variance: { depth: [2, 2, 2, 2] } } }, { weights: { variance: 2 } }],
    [
      "a line that stands still",
      { weights: { spectralNorm: { depth: { from: 2, to: 2 } } } },
      { weights: { spectralNorm: 2 } },
    ],
    [
      "a line, layer by layer",
      { weights: { variance: { depth: { from: 1, to: 2.5 } } } },
      { weights: { variance: { depth: [1, 1.5, 2, 2.5] } } },
    ],
  ])("%s", (_name, one, other) => {
    expect(states(one)).toEqual(states(other));
    expect(states(one)).not.toEqual(states({ ...one, bias: { variance: 0.2 } }));
  });
});

describe("each matrix has its own setting", () => {
  test("branch first, then after", () => {
    const plain = states({ ...BRANCH, weights: {} });
    for (let matrix = 0; matrix < 3; matrix++) {
      const list = [{}, {}, {}].map((_, i) => (i === matrix ? { variance: 4 } : {}));
      expect(states({ ...BRANCH, weights: list })).not.toEqual(plain);
    }
    // A zero matrix takes everything before it away, tangents and state.
    const last = states({ ...BRANCH, bias: { variance: 0 }, weights: [{}, {}, { variance: 0 }] });
    expect(last.flat().every((x) => x === 0)).toBe(true);
  });

  test("laws side by side: W is that of a plain network with this law", () => {
    const identity: NetworkInput = { width: 5, branch: ["linear", "linear"] };
    const weights: NetworkInput["weights"] = [
      { law: "orthogonal", spectralNorm: 1.5 },
      { law: "student-t", nu: 4, sparsity: 2, variance: 3 },
    ];
    const product = layerMatrix({ ...identity, weights }, 2, 1);
    const first = layerMatrix({ width: 5, weights: weights[0] }, 2, 1);
    // W₂ is the product with the inverse of W₁, which is orthogonal times 1.5.
    const second = product.mmul(first.transpose()).div(2.25);
    for (const row of second.to2DArray()) expect(row.filter((x) => Math.abs(x) > 1e-12).length).toBe(2);
  });
});

describe("numbers that change with depth", () => {
  const layers = (input: NetworkInput) => [0, 1, 2].map((layer) => layerMatrix({ width: 4, ...input }, layer, 3, 3));
  const constant = (weights: NetworkInput["weights"], layer: number) => layerMatrix({ width: 4, weights }, layer, 3, 3);

  test("the variance of every layer is its own", () => {
    const values = [0.5, 3, 1];
    layers({ weights: { variance: { depth: values } } }).forEach((w, layer) => {
      expect(w).toEqual(constant({ variance: values[layer] }, layer));
    });
    layers({ weights: { law: "orthogonal", variance: { depth: { from: 4, to: 1 } } } }).forEach((w, layer) => {
      expect(w).toEqual(constant({ law: "orthogonal", variance: 4 - 1.5 * layer }, layer));
    });
  });

  test("the spectral norm of every layer is its own, in one entry of a list too", () => {
    const values = [2, 0, 0.7];
    layers({ weights: [{ law: "uniform", spectralNorm: { depth: values } }] }).forEach((w, layer) => {
      expect(w).toEqual(constant({ law: "uniform", spectralNorm: values[layer] }, layer));
    });
  });

  test("a variance that is 0 somewhere makes that layer zero, whatever its norm", () => {
    const [, zero, last] = layers({ weights: { variance: { depth: [1, 0, 1] }, spectralNorm: 2 } });
    expect(zero.abs().max()).toBe(0);
    expect(last).toEqual(constant({ spectralNorm: 2 }, 2));
  });
});

test("sampling in law says no where a layer meets its weights again", () => {
  const spec = (input: NetworkInput) => specOf({ block: "neural-ode", tied: false, ...input });
  expect(whyNotInLaw(spec({}))).toBeNull();
  expect(whyNotInLaw(spec({ integrator: "rk4" }))).toMatch(/^network for rk4, whose four stages meet the same weights/);
});
