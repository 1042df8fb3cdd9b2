import { describe, expect, test } from "vitest";
import { ACTIVATIONS } from "../../src/network/spec.ts";
import { resolveStudy } from "../../src/study/resolve.ts";

/** One cell of a study without axes. */
function only(input: unknown) {
  const { cells } = resolveStudy(input);
  expect(cells.length).toBe(1);
  return cells[0];
}

describe("defaults", () => {
  test("an empty study is the one of the documentation", () => {
    expect(only({})).toEqual({
      index: 0,
      at: {},
      network: {
        width: 64,
        batch: 1,
        block: "plain",
        skip: 0,
        scale: 1,
        branch: ["linear", "activation"],
        after: [],
        activation: "tanh",
        weights: { law: "gaussian", variance: 1 },
        bias: { variance: 0 },
        norm: { gain: { mean: 1, variance: 0 }, bias: { variance: 0 } },
        tied: false,
        input: { variance: 1 },
      },
      sampling: "network",
      depth: 256,
      burnIn: 32,
      ensemble: 32,
      exponents: 16,
      seed: 42,
    });
  });

  test("a part that is written leaves the defaults of its neighbours", () => {
    expect(only({ network: { weights: { law: "uniform" } } })?.network.weights).toEqual({
      law: "uniform",
      variance: 1,
    });
    expect(only({ network: { weights: { variance: 0 } } })?.network.weights).toEqual({ law: "gaussian", variance: 0 });
    expect(only({ network: { width: 5 } })).toMatchObject({ exponents: 5, network: { width: 5, activation: "tanh" } });
    expect(only({ depth: 7 })?.burnIn).toBe(0);
    expect(only({ depth: 17 })?.burnIn).toBe(2);
    expect(only({ burnIn: 0, depth: 100 })?.burnIn).toBe(0);
  });

  test("a law and an init fill in theirs, in every matrix of a list", () => {
    const weights = (written: unknown) =>
      only({ network: { branch: ["linear", "linear"], weights: written } })?.network;
    expect(weights({ law: "student-t" })?.weights).toEqual({ law: "student-t", nu: 3, variance: 1 });
    expect(weights({ init: "he", variance: 3 })?.weights).toEqual({ law: "gaussian", variance: 3 });
    expect(weights([{ init: "orthogonal" }, { law: "student-t", nu: 2.5, sparsity: 3 }])?.matrices).toEqual([
      { law: "orthogonal", variance: 1 },
      { law: "student-t", nu: 2.5, variance: 1, sparsity: 3 },
    ]);
    expect(only({})?.network.matrices).toBeUndefined();
  });

  test("rules and schedules follow the depth of their cell", () => {
    const { cells } = resolveStudy({
      network: { scale: "1/sqrt(depth)", weights: { variance: { depth: { from: 1, to: 3 } } } },
      axes: [{ path: "depth", values: [4, 100] }],
    });
    expect(cells.map(({ network }) => network.scale)).toEqual([0.5, 0.1]);
    expect(cells.map(({ network }) => network.schedule)).toEqual([
      { "weights.variance": { from: 1, to: 3, layers: 4 } },
      { "weights.variance": { from: 1, to: 3, layers: 100 } },
    ]);
  });

  test("a block fills in its fields, what is written stands", () => {
    expect(only({ network: { block: "residual" } })?.network).toMatchObject({ skip: 1, scale: 1, tied: false });
    expect(only({ network: { block: "residual", skip: 0.5, tied: true } })?.network).toMatchObject({
      skip: 0.5,
      scale: 1,
      tied: true,
    });
  });

  test("cells share no lists that one of them could change", () => {
    const { cells } = resolveStudy({ axes: [{ path: "seed", values: [1, 2] }] });
    expect(cells[0]?.network.branch).not.toBe(cells[1]?.network.branch);
  });

  test("every field as in the documentation's example", () => {
    const study = {
      network: {
        width: 64,
        block: "residual",
        skip: 1,
        scale: 0.5,
        branch: ["linear", "activation"],
        after: [],
        activation: "tanh",
        weights: { law: "gaussian", variance: 1.5 },
        bias: { variance: 0.05 },
        tied: false,
        input: { variance: 1 },
      },
      sampling: "network",
      depth: 512,
      burnIn: 64,
      ensemble: 64,
      exponents: 16,
      seed: 42,
      axes: [
        { path: "network.weights.variance", from: 0.5, to: 4, steps: 32 },
        { path: "network.scale", values: [0.1, 0.3, 1] },
      ],
    };
    const resolved = resolveStudy(study);
    expect(resolved.study).toEqual(study);
    expect(resolved.cells.length).toBe(96);
    expect(resolved.cells.at(-1)).toMatchObject({
      index: 95,
      at: { "network.weights.variance": 4, "network.scale": 1 },
      network: { ...study.network, weights: { variance: 4 }, scale: 1 },
      depth: 512,
    });
  });
});

describe("axes", () => {
  test("come before defaults: each cell has its own burn-in, exponents and block", () => {
    const { cells } = resolveStudy({
      axes: [
        { path: "network.width", values: [4, 16, 100] },
        { path: "depth", values: [8, 80] },
        { path: "network.block", values: ["plain", "residual"] },
      ],
    });
    expect(cells.map(({ exponents }) => exponents)).toEqual([4, 4, 4, 4, 16, 16, 16, 16, 16, 16, 16, 16]);
    expect(cells.slice(0, 4).map(({ burnIn }) => burnIn)).toEqual([1, 1, 10, 10]);
    expect(cells.slice(0, 2).map(({ network }) => network.skip)).toEqual([0, 1]);
  });

  test("what is written holds in every cell", () => {
    const { cells } = resolveStudy({
      network: { skip: 0.25 },
      burnIn: 3,
      exponents: 2,
      axes: [
        { path: "depth", values: [8, 80] },
        { path: "network.block", values: ["plain", "residual"] },
      ],
    });
    for (const cell of cells) expect(cell).toMatchObject({ burnIn: 3, exponents: 2, network: { skip: 0.25 } });
  });

  test("an axis goes over the field it names", () => {
    const { cells } = resolveStudy({ depth: 5, burnIn: 4, axes: [{ path: "depth", values: [10, 20] }] });
    expect(cells.map(({ depth }) => depth)).toEqual([10, 20]);
  });

  test("cells stand in C order, the last axis fastest", () => {
    const { cells, axes } = resolveStudy({
      axes: [
        { path: "seed", values: [1, 2] },
        { path: "network.tied", values: [false, true] },
        { path: "network.activation", values: ["tanh", "relu", "erf"] },
      ],
    });
    expect(axes.map(({ values }) => values.length)).toEqual([2, 2, 3]);
    expect(cells.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(cells.map(({ at }) => Object.values(at).join(" "))).toEqual(
      [1, 2].flatMap((seed) =>
        [false, true].flatMap((tied) => ["tanh", "relu", "erf"].map((activation) => `${seed} ${tied} ${activation}`)),
      ),
    );
    for (const { at, seed, network } of cells) {
      expect(at).toEqual({ seed, "network.tied": network.tied, "network.activation": network.activation });
    }
  });

  test("every scalar field can be one", () => {
    const { cells } = resolveStudy({ axes: [{ path: "network.activation", values: [...ACTIVATIONS] }] });
    expect(cells.map(({ network }) => network.activation)).toEqual(ACTIVATIONS);
    const paths = [
      "network.width",
      "network.skip",
      "network.scale",
      "network.weights.variance",
      "network.bias.variance",
    ];
    for (const path of [...paths, "network.input.variance", "depth", "ensemble", "exponents", "seed"]) {
      expect(resolveStudy({ axes: [{ path, values: [3, 5] }] }).cells.length).toBe(2);
    }
    for (const [path, value] of [
      ["network.weights.law", "uniform"],
      ["sampling", "network"],
      ["burnIn", 3],
    ]) {
      expect(resolveStudy({ axes: [{ path, values: [value] }] }).cells[0]?.at).toEqual({ [String(path)]: value });
    }
  });

  test("over a field of the weights set it in every entry of a list", () => {
    const { cells } = resolveStudy({
      network: { branch: ["linear", "linear"], weights: [{ law: "uniform" }, { sparsity: 4 }] },
      axes: [
        { path: "network.weights.variance", values: [1, 5] },
        { path: "network.weights.spectralNorm", values: [2] },
      ],
    });
    expect(cells.map(({ network }) => network.matrices)).toEqual(
      [1, 5].map((variance) => [
        { law: "uniform", variance, spectralNorm: 2 },
        { law: "gaussian", variance, sparsity: 4, spectralNorm: 2 },
      ]),
    );
  });

  test("over the other fields of the weights", () => {
    const values = (path: string, list: unknown[], weights: object = {}) =>
      resolveStudy({ network: { weights }, axes: [{ path: `network.weights.${path}`, values: list }] }).cells.map(
        ({ network }) => network.weights,
      );
    expect(values("nu", [2.5, 9], { law: "student-t" }).map(({ nu }) => nu)).toEqual([2.5, 9]);
    expect(values("sparsity", [1, 64]).map(({ sparsity }) => sparsity)).toEqual([1, 64]);
    expect(values("init", ["he", "orthogonal"])).toEqual([
      { law: "gaussian", variance: 2 },
      { law: "orthogonal", variance: 1 },
    ]);
    expect(values("law", ["gaussian", "student-t"])).toEqual([
      { law: "gaussian", variance: 1 },
      { law: "student-t", nu: 3, variance: 1 },
    ]);
  });

  const valuesOf = (axis: object) => resolveStudy({ axes: [axis] }).axes[0]?.values ?? [];

  test("linear spacing, its ends the written numbers", () => {
    const path = "network.weights.variance";
    expect(valuesOf({ path, from: 0, to: 1, steps: 5 })).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(valuesOf({ path, from: 3, to: 1, steps: 3, scale: "linear" })).toEqual([3, 2, 1]);
    for (const [from, to, steps] of [
      [0.2, 0.9, 7],
      [0.4, 1.7, 100],
    ]) {
      const values = valuesOf({ path, from, to, steps });
      expect([values[0], values.at(-1), values.length]).toEqual([from, to, steps]);
    }
    expect(valuesOf({ path, from: 0.7, to: 0.9, steps: 1 })).toEqual([0.7]);
  });

  test("logarithmic spacing, its ends the written numbers", () => {
    const path = "network.scale";
    const values = valuesOf({ path, from: 0.1, to: 1.7, steps: 9, scale: "log" }).map(Number);
    expect([values[0], values.at(-1)]).toEqual([0.1, 1.7]);
    const ratio = (1.7 / 0.1) ** (1 / 8);
    values.slice(1).forEach((value, i) => {
      expect(value / (values[i] ?? 0) / ratio).toBeCloseTo(1, 12);
    });
    expect(valuesOf({ path, from: 1e-320, to: 1e6, steps: 3, scale: "log" })[1]).toBeGreaterThan(0);
  });

  test("whole numbers where the field takes those", () => {
    expect(valuesOf({ path: "network.width", from: 1, to: 100, steps: 5, scale: "log" })).toEqual([1, 3, 10, 32, 100]);
    expect(valuesOf({ path: "depth", from: 10, to: 20, steps: 4 })).toEqual([10, 13, 17, 20]);
  });
});

describe("the printed study", () => {
  test.each([
    [{}],
    [{ network: { block: "residual", width: 10 }, depth: 40 }],
    [{ network: { skip: 0.5, after: ["activation"], tied: true }, burnIn: 9, exponents: 3, seed: 0 }],
    [{ axes: [{ path: "network.width", values: [4, 32] }] }],
    [
      {
        network: { weights: { law: "orthogonal" } },
        axes: [
          { path: "network.block", values: ["residual", "plain"] },
          { path: "depth", from: 4, to: 400, steps: 4, scale: "log" },
          { path: "network.bias.variance", from: 0.1, to: 0.7, steps: 3 },
        ],
      },
    ],
    // The weights: laws, named initialisations, lists, schedules; and axes over what these fill in.
    [{ network: { weights: { law: "student-t", nu: 2.5 } }, axes: [{ path: "network.weights.nu", values: [3, 4] }] }],
    [{ axes: [{ path: "network.weights.law", values: ["student-t", "gaussian"] }] }],
    [{ network: { weights: { init: "he", sparsity: 3, spectralNorm: 2 } } }],
    [{ network: { weights: { init: "he" } }, axes: [{ path: "network.weights.init", values: ["orthogonal", "he"] }] }],
    [{ axes: [{ path: "network.weights.init", values: ["orthogonal", "he"] }] }],
    [{ network: { weights: { law: "uniform" } }, axes: [{ path: "network.weights.init", values: ["he", "lecun"] }] }],
    [{ network: { block: "preln", weights: [{ init: "he" }, { law: "uniform", spectralNorm: 1 }] } }],
    [
      {
        network: { branch: ["linear", "linear"], weights: [{ init: "he" }, { sparsity: 5 }] },
        axes: [
          { path: "network.weights.spectralNorm", values: [1, 2] },
          { path: "network.weights.init", values: ["xavier", "he"] },
        ],
      },
    ],
    [
      {
        network: {
          scale: "1/depth",
          skip: { depth: [1, 0.5, 0] },
          weights: { variance: { depth: { from: 1, to: 2 } }, spectralNorm: { depth: [1, 2, 3] } },
          bias: { variance: { depth: [0, 0, 1] } },
        },
        depth: 3,
      },
    ],
    [
      {
        network: { weights: [{ law: "orthogonal", variance: { depth: [1, 2] } }] },
        depth: 2,
        axes: [{ path: "seed", values: [1, 2] }],
      },
    ],
  ])("resolves to the same cells after a trip through JSON, and prints itself: %j", (input) => {
    const first = resolveStudy(input);
    const second = resolveStudy(JSON.parse(JSON.stringify(first.study)));
    expect(second.cells).toEqual(first.cells);
    expect(second.axes).toEqual(first.axes);
    expect(second.study).toEqual(first.study);
  });

  test("leaves out what differs from cell to cell", () => {
    const { study } = resolveStudy({ axes: [{ path: "network.width", values: [4, 32] }] });
    expect(study).not.toHaveProperty("burnIn");
    expect(study).not.toHaveProperty("exponents");
    for (const field of ["skip", "scale", "branch", "after", "tied"]) expect(study.network).not.toHaveProperty(field);
    expect(study).toMatchObject({ depth: 256, ensemble: 32, seed: 42, sampling: "network" });
  });

  test("does not touch what was given", () => {
    const input = { network: { width: 8 }, axes: [{ path: "depth", values: [10] }] };
    const copy = structuredClone(input);
    resolveStudy(input);
    expect(input).toEqual(copy);
  });
});

describe("sampling in law", () => {
  test("is taken where it is exact, and reaches every cell", () => {
    const { cells, study } = resolveStudy({
      sampling: "law",
      axes: [{ path: "network.weights.law", values: ["gaussian", "orthogonal"] }],
    });
    expect(cells.map(({ sampling }) => sampling)).toEqual(["law", "law"]);
    expect(study.sampling).toBe("law");
    const norm = { law: "orthogonal", spectralNorm: 2 };
    expect(only({ sampling: "law", network: { weights: norm } })?.sampling).toBe("law");
  });

  test.each([
    [
      { network: { tied: true } },
      'sampling is "law"; allowed: network for tied weights, whose layers are not independent (or network.tied false)',
    ],
    [
      { network: { weights: { law: "uniform" } } },
      'sampling is "law"; allowed: network for uniform weights, whose law is not invariant under rotations (or network.weights.law gaussian or orthogonal)',
    ],
    [
      { network: { weights: { sparsity: 3 } } },
      'sampling is "law"; allowed: network for sparse weights, whose law is not invariant under rotations (or no weights.sparsity)',
    ],
    [
      { network: { branch: ["linear", "linear"], weights: [{}, { spectralNorm: 1 }] } },
      'sampling is "law"; allowed: network for weights of a given spectral norm, which takes the whole matrix (or no weights.spectralNorm)',
    ],
    [
      { network: { weights: { law: "student-t" } } },
      'sampling is "law"; allowed: network for student-t weights, whose law is not invariant under rotations (or network.weights.law gaussian or orthogonal)',
    ],
    [
      { axes: [{ path: "network.tied", values: [false, true] }] },
      'sampling is "law"; allowed: network for tied weights, whose layers are not independent (or network.tied false) (where network.tied = true)',
    ],
  ] as const)("is refused where it is not: %j", (input, message) => {
    expect(() => resolveStudy({ sampling: "law", ...input })).toThrow(message);
  });
});
