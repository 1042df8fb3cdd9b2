import { describe, expect, test } from "vitest";
import { StudyError } from "../../src/study/error.ts";
import { resolveStudy } from "../../src/study/resolve.ts";

/** A study, the path that is named, how its value is shown, and what is said to be allowed. */
const WRONG: [unknown, string, string, RegExp][] = [
  [{ network: { width: 0 } }, "network.width", "0", /^a whole number from 1 to 16384$/],
  [{ network: { width: 1.5 } }, "network.width", "1.5", /^a whole number from 1 to 16384$/],
  [{ network: { width: "64" } }, "network.width", '"64"', /^a whole number from 1 to 16384$/],
  [{ network: { width: 1e9 } }, "network.width", "1000000000", /^a whole number from 1 to 16384$/],
  [{ network: { width: null } }, "network.width", "null", /^a whole number from 1 to 16384$/],
  [{ exponents: 65 }, "exponents", "65", /^a whole number from 1 to 64, the state dimension$/],
  [{ network: { width: 3 }, exponents: 4 }, "exponents", "4", /^a whole number from 1 to 3, the state dimension$/],
  [{ exponents: 0 }, "exponents", "0", /^a whole number from 1 to 16384$/],
  [{ tolerance: 0 }, "tolerance", "0", /^a number above 0, at most 1000000$/],
  [{ tolerance: -0.1 }, "tolerance", "-0.1", /^a number above 0, at most 1000000$/],
  [{ tolerance: Number.NaN }, "tolerance", "NaN", /^a number above 0, at most 1000000$/],
  [{ tolerance: "0.1" }, "tolerance", '"0.1"', /^a number above 0, at most 1000000$/],
  [
    { tolerance: 0.1, axes: [{ path: "tolerance", values: [0.1, 0] }] },
    "tolerance",
    "0",
    /^a number above 0, at most 1000000$/,
  ],
  [
    {
      network: { scale: { depth: { from: 1, to: 2 } } },
      tolerance: 0.1,
      axes: [{ path: "ensemble", values: [2, 1] }],
    },
    "tolerance",
    "0.1",
    /^none for a single network that changes with depth, part of which is another network \(where ensemble = 1\)$/,
  ],
  [{ network: { activation: "swish" } }, "network.activation", '"swish"', /^one of linear, tanh, .*, sine$/],
  [{ network: { activation: ["tanh"] } }, "network.activation", '["tanh"]', /^one of linear, tanh, .*, sine$/],
  [
    { network: { block: "resnet" } },
    "network.block",
    '"resnet"',
    /^one of plain, residual, residual-two-matrix, .*, neural-ode$/,
  ],
  [
    { network: { branch: [] } },
    "network.branch",
    "[]",
    /^a list of at least one of linear, activation, layernorm, rmsnorm, batchnorm, gru, lstm$/,
  ],
  [
    { network: { branch: ["linear", "conv"] } },
    "network.branch.1",
    '"conv"',
    /^one of linear, activation, layernorm, rmsnorm, batchnorm, gru, lstm$/,
  ],
  [
    { network: { branch: "linear" } },
    "network.branch",
    '"linear"',
    /^a list of at least one of linear, activation, layernorm, rmsnorm, batchnorm, gru, lstm$/,
  ],
  [{ network: { after: new Array(65).fill("linear") } }, "network.after", "[", /^at most 64 operations$/],
  [{ network: { tied: "yes" } }, "network.tied", '"yes"', /^true or false$/],
  [
    { network: { skip: "1" } },
    "network.skip",
    '"1"',
    /^a number from -1000000 to 1000000, \{ depth: \[one a layer\] \} or /,
  ],
  [{ network: { weights: { variance: -1 } } }, "network.weights.variance", "-1", /^a number from 0 to 1000000$/],
  [
    { network: { weights: { variance: Number.NaN } } },
    "network.weights.variance",
    "NaN",
    /^a number from 0 to 1000000, \{ depth: /,
  ],
  [
    { network: { bias: { variance: Number.POSITIVE_INFINITY } } },
    "network.bias.variance",
    "Infinity",
    /^a number from 0 to 1000000, \{ depth: /,
  ],
  [
    { network: { weights: { law: "cauchy" } } },
    "network.weights.law",
    '"cauchy"',
    /^one of gaussian, uniform, rademacher, student-t, orthogonal$/,
  ],
  [{ network: { weights: 3 } }, "network.weights", "3", /^an object, or a list with one object a linear operation$/],
  [{ network: { weights: [] } }, "network.weights", "[]", /^an object, or a list with one object a linear operation$/],
  [
    { network: { weights: { nu: 2, law: "student-t" } } },
    "network.weights.nu",
    "2",
    /^a number above 2, at most 1000000$/,
  ],
  [{ network: { weights: { nu: 1e7 } } }, "network.weights.nu", "10000000", /^a number above 2, at most 1000000$/],
  [{ network: { weights: { nu: "3" } } }, "network.weights.nu", '"3"', /^a number above 2, at most 1000000$/],
  [
    { network: { weights: { nu: 5 } } },
    "network.weights.nu",
    "5",
    /^none for gaussian weights: only student-t has a ν$/,
  ],
  [
    { network: { weights: [{ law: "orthogonal", nu: 5 }] } },
    "network.weights.0.nu",
    "5",
    /^none for orthogonal weights: only student-t has a ν$/,
  ],
  [
    { network: { weights: { nu: 5 } }, axes: [{ path: "network.weights.law", values: ["student-t", "uniform"] }] },
    "network.weights.nu",
    "5",
    /^none for uniform weights: only student-t has a ν \(where network\.weights\.law = uniform\)$/,
  ],
  [
    { network: { weights: { sparsity: 65 } } },
    "network.weights.sparsity",
    "65",
    /^a whole number from 1 to 64, the width$/,
  ],
  [
    { network: { weights: [{ sparsity: 3 }], width: 2 } },
    "network.weights.0.sparsity",
    "3",
    /^a whole number from 1 to 2, the width$/,
  ],
  [{ network: { weights: { sparsity: 0 } } }, "network.weights.sparsity", "0", /^a whole number from 1 to 16384$/],
  [{ network: { weights: { sparsity: 2.5 } } }, "network.weights.sparsity", "2.5", /^a whole number from 1 to 16384$/],
  [
    { network: { weights: { law: "orthogonal", sparsity: 3 } } },
    "network.weights.sparsity",
    "3",
    /^none for orthogonal weights, which are dense$/,
  ],
  [
    { network: { weights: { spectralNorm: -1 } } },
    "network.weights.spectralNorm",
    "-1",
    /^a number from 0 to 1000000$/,
  ],
  [
    { network: { weights: { init: "glorot" } } },
    "network.weights.init",
    '"glorot"',
    /^one of he, xavier, lecun, orthogonal$/,
  ],
  [
    { network: { weights: [{}, {}] } },
    "network.weights",
    "[{},{}]",
    /^one object, or a list of 1, one a linear operation$/,
  ],
  [
    { network: { block: "residual-two-matrix", weights: [{}] } },
    "network.weights",
    "[{}]",
    /^one object, or a list of 2, one a linear operation$/,
  ],
  [
    { network: { weights: [{ sigma: 1 }] } },
    "network.weights.0.sigma",
    "1",
    /^one of the fields init, law, nu, variance, /,
  ],
  [
    { network: { weights: [{}, 3], branch: ["linear", "linear"] } },
    "network.weights.1",
    "3",
    /^an object with the fields init, /,
  ],
  [
    { network: { weights: { variance: { depth: [1, 2] } } }, depth: 3 },
    "network.weights.variance.depth",
    "[1,2]",
    /^a list of 3 values, one a layer$/,
  ],
  [
    { network: { weights: [{ spectralNorm: { depth: [1, 2] } }] }, depth: 3 },
    "network.weights.0.spectralNorm.depth",
    "[1,2]",
    /^a list of 3 values, one a layer$/,
  ],
  [
    { network: { weights: { variance: { depth: [1, -2] } } }, depth: 2 },
    "network.weights.variance.depth.1",
    "-2",
    /^a number from 0 to 1000000$/,
  ],
  [
    { network: { weights: { spectralNorm: { depth: { from: 1, to: 1e7 } } } } },
    "network.weights.spectralNorm.depth.to",
    "10000000",
    /^a number from 0 to 1000000$/,
  ],
  [
    { network: { weights: { variance: { depth: [] } } } },
    "network.weights.variance.depth",
    "[]",
    /^a number from 0 to 1000000, \{ depth: \[one a layer\] \} or \{ depth: \{ from, to \} \}$/,
  ],
  [
    { network: { weights: { variance: { layers: [1] } } } },
    "network.weights.variance.depth",
    "missing",
    /^a number from 0 to 1000000, \{ depth: /,
  ],
  [
    { network: { scale: "1/L" } },
    "network.scale",
    '"1/L"',
    /^a number from .*, "1\/sqrt\(depth\)", "1\/depth", \{ depth: /,
  ],
  [{ network: null }, "network", "null", /^an object with the fields width, batch, block, /],
  [{ depth: 64, burnIn: 64 }, "burnIn", "64", /^a whole number below the depth, 64$/],
  [{ depth: 8, burnIn: 100 }, "burnIn", "100", /^a whole number below the depth, 8$/],
  [{ burnIn: -1 }, "burnIn", "-1", /^a whole number from 0 to 999999$/],
  [{ depth: 0 }, "depth", "0", /^a whole number from 1 to 1000000$/],
  [{ ensemble: 0 }, "ensemble", "0", /^a whole number from 1 to 10000000$/],
  [{ seed: 2 ** 32 }, "seed", "4294967296", /^a whole number from 0 to 4294967295$/],
  [{ sampling: "exact" }, "sampling", '"exact"', /^one of network, law$/],
  // Unknown fields, at every level.
  [{ widht: 3 }, "widht", "3", /^one of the fields network, sampling, depth, .*, axes$/],
  [{ network: { widht: 3 } }, "network.widht", "3", /^one of the fields width, batch, block, skip, .*, gates$/],
  [
    { network: { weights: { sigma: 1 } } },
    "network.weights.sigma",
    "1",
    /^one of the fields init, law, nu, variance, sparsity, spectralNorm, zeroDiagonal, split, coupling, contrast$/,
  ],
  [{ network: { bias: { law: "gaussian" } } }, "network.bias.law", '"gaussian"', /^one of the fields variance$/],
  [
    { axes: [{ path: "depth", values: [9], step: 1 }] },
    "axes.0.step",
    "1",
    /^one of the fields path, values, from, to, steps, scale, draw$/,
  ],
  // Axes.
  [{ axes: {} }, "axes", "{}", /^a list of \{ path, values \} or /],
  [{ axes: [3] }, "axes.0", "3", /^\{ path, values \} or /],
  [{ axes: [{ values: [1] }] }, "axes.0.path", "missing", /^the path of a field, such as /],
  [
    { axes: [{ path: "network.sigma", values: [1] }] },
    "axes.0.path",
    '"network.sigma"',
    /^one of network\.width, .*, seed$/,
  ],
  [{ axes: [{ path: "network", values: [1] }] }, "axes.0.path", '"network"', /^one of network\.width, .*, seed$/],
  [
    { axes: [{ path: "network.branch", values: ["linear"] }] },
    "axes.0.path",
    '"network.branch"',
    /^one of network\.width, /,
  ],
  [{ axes: [{ path: "", values: [1] }] }, "axes.0.path", '""', /^one of network\.width, /],
  [{ axes: [{ path: "depth", values: [] }] }, "axes.0.values", "[]", /^at least one value$/],
  [{ axes: [{ path: "depth", values: [Number.NaN] }] }, "axes.0.values.0", "NaN", /^a number, a name, true or false$/],
  [{ axes: [{ path: "depth", values: 3 }] }, "axes.0.values", "3", /^a list of values$/],
  [{ axes: [{ path: "depth", values: [9, 1.5] }] }, "depth", "1.5", /^a whole number from 1 to 1000000$/],
  [{ axes: [{ path: "network.activation", values: ["tanh", 3] }] }, "network.activation", "3", /^one of linear, /],
  [
    { axes: [{ path: "depth", values: [9], from: 1 }] },
    "axes.0",
    '{"path":"depth","values":[9],"from":1}',
    /^either values, or from, to and steps$/,
  ],
  [{ axes: [{ path: "depth", from: 1, to: 3 }] }, "axes.0", "{", /^either values, or from, to and steps$/],
  [{ axes: [{ path: "depth" }] }, "axes.0", '{"path":"depth"}', /^either values, or from, to and steps$/],
  [{ axes: [{ path: "depth", from: 1, to: 3, steps: 0 }] }, "axes.0.steps", "0", /^a whole number from 1 to 1000000$/],
  [{ axes: [{ path: "depth", from: 0, to: 3, steps: 4 }] }, "depth", "0", /^a whole number from 1 to 1000000$/],
  [
    { axes: [{ path: "network.scale", from: 0, to: 3, steps: 4, scale: "log" }] },
    "axes.0.from",
    "0",
    /^a number above 0 on a log scale$/,
  ],
  [
    { axes: [{ path: "network.scale", from: 1, to: -3, steps: 4, scale: "log" }] },
    "axes.0.to",
    "-3",
    /^a number above 0 on a log scale$/,
  ],
  [
    { axes: [{ path: "network.scale", from: 1, to: 3, steps: 4, scale: "log2" }] },
    "axes.0.scale",
    '"log2"',
    /^one of linear, log$/,
  ],
  [
    { axes: [{ path: "network.block", from: 1, to: 3, steps: 4 }] },
    "axes.0",
    "{",
    /^values, since network\.block is not a number$/,
  ],
  [
    { axes: ["depth", "seed", "depth"].map((path) => ({ path, values: [9] })) },
    "axes.2.path",
    '"depth"',
    /^each path once \(axes\.0 has it\)$/,
  ],
  [{ axes: new Array(9).fill({ path: "depth", values: [9] }) }, "axes", "[", /^at most 8 axes$/],
  [
    { axes: ["seed", "network.scale"].map((path) => ({ path, from: 1, to: 5000, steps: 5000 })) },
    "axes",
    "25000000",
    /^at most 1000000 cells$/,
  ],
  // Cells that only the axes make wrong, with the place.
  [
    { burnIn: 20, axes: [{ path: "depth", values: [30, 20] }] },
    "burnIn",
    "20",
    /^a whole number below the depth, 20 \(where depth = 20\)$/,
  ],
  [
    {
      exponents: 8,
      axes: [
        { path: "seed", values: [1] },
        { path: "network.width", values: [8, 4] },
      ],
    },
    "exponents",
    "8",
    /^a whole number from 1 to 4, the state dimension \(where seed = 1, network\.width = 4\)$/,
  ],
  // No study at all.
  [null, "the study", "null", /JSON object$/],
  [[], "the study", "[]", /JSON object$/],
  ["{}", "the study", '"{}"', /JSON object$/],
  [7, "the study", "7", /JSON object$/],
  [undefined, "the study", "missing", /JSON object$/],
];

function complaint(input: unknown): StudyError {
  try {
    resolveStudy(input);
  } catch (error) {
    if (error instanceof StudyError) return error;
    throw error;
  }
  throw new Error("nothing was wrong with it");
}

describe("a wrong study gives one line: path, value, what is allowed", () => {
  test.each(WRONG)("%j", (input, path, value, allowed) => {
    const error = complaint(input);
    expect(error.path).toBe(path === "the study" ? "" : path);
    expect(error.allowed).toMatch(allowed);
    expect(error.message).not.toContain("\n");
    expect(error.message.startsWith(`${path} is ${value}`)).toBe(true);
    expect(error.message.endsWith(`; allowed: ${error.allowed}`)).toBe(true);
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  test.each([
    ["an own key __proto__", JSON.parse('{"__proto__": {"depth": 3}}'), "__proto__ is "],
    ["one in the network", JSON.parse('{"network": {"__proto__": 1}}'), "network.__proto__ is 1"],
    ["constructor", { constructor: 1 }, "constructor is 1"],
    ["__proto__ as a path", { axes: [{ path: "__proto__", values: [1] }] }, 'axes.0.path is "__proto__"'],
    ["a path through a field", { axes: [{ path: "network.width.toString", values: [1] }] }, "axes.0.path is "],
    ["a key of many lines", { "a\nb\r\u2028c\u001b[31m": 1 }, "a\\u000ab\\u000d\\u2028c\\u001b[31m is 1"],
    ["a value of many lines", { depth: "\n\n\u009b1m" }, 'depth is "\\n\\n\\u009b1m"'],
    ["a key of a million letters", { ["k".repeat(1e6)]: 1 }, "kkk"],
    ["a value of a million letters", { depth: "v".repeat(1e6) }, 'depth is "vvv'],
    ["a path of a million letters", { axes: [{ path: "p".repeat(1e6), values: [1] }] }, 'axes.0.path is "ppp'],
    ["a million axes", { axes: new Array(1e5).fill({}) }, "axes"],
    ["a study that holds itself", circular, "self is "],
    ["a big integer", { depth: 10n }, "depth is "],
    ["a function", { depth: () => "\n" }, "depth is a function"],
    ["a symbol", { depth: Symbol("\n") }, "depth is a symbol"],
  ])("hostile: %s", (_name, input, start) => {
    const { message } = complaint(input);
    expect(message.startsWith(start)).toBe(true);
    expect(message.length).toBeLessThan(1000);
    expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(message).toContain("; allowed: ");
    expect(Object.prototype).not.toHaveProperty("depth");
  });
});
