// Laws of plain networks with an activation.

import { meanField as fixedPoint, reluSurvival } from "../../dist/index.js";
import { EXPONENTS, INDEX, TOP, WIDTH } from "./axes.mjs";
import { CRITICAL } from "./critical.mjs";
import { fewSurvive } from "./relu.mjs";
import { along, cellOf, depths, spectrum } from "./series.mjs";

const top = (activation, bias, name = activation) =>
  along({
    label: `${name}, σ_b² = ${bias}`,
    law: "mean field",
    within: 0.01,
    study: {
      network: { activation, width: 512, bias: { variance: bias } },
      sampling: "law",
      depth: 300,
      burnIn: 100,
      ensemble: 16,
      exponents: 1,
    },
    path: "network.weights.variance",
    values: [0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 9, 13],
    fine: 60,
  });

const meanField = {
  name: "mean-field",
  title: "The largest exponent of wide plain networks against mean field",
  panels: [
    {
      title: "h ← φ(W h + b), n = 512",
      x: { title: "σ_w²", scale: "log", ticks: [0.5, 1, 2, 5, 10] },
      y: TOP,
      series: [top("tanh", 0.05), top("tanh", 1), top("relu", 0, "ReLU")],
    },
  ],
};

const WIDTHS = [32, 64, 128, 256, 512, 1024];
const limitOf = ({ network: { activation, weights, bias } }) =>
  fixedPoint(activation, weights.variance, bias.variance).exponent;

/** ½ ln χ₁ − λ₁ against the width. */
const correction = (label, network) =>
  along({
    label,
    law: "mean field + 1/n",
    relative: true,
    within: 0.2,
    study: (width) => ({
      network,
      sampling: "law",
      depth: 400,
      burnIn: 100,
      // So many that the error shrinks with what is measured.
      ensemble: Math.round(36 * (width / 32) ** 0.75),
      exponents: 1,
    }),
    path: "network.width",
    values: WIDTHS,
    read: ({ exponents: [value], standardErrors: [error] }, cell) => ({ value: limitOf(cell) - value, error }),
    say: ([first], cell) => limitOf(cell) - first,
  });

const width = {
  name: "width",
  title: "How the largest exponent comes to its limit as the width grows",
  panels: [
    {
      title: "The distance from the limit falls like 1/n",
      x: { ...WIDTH, ticks: WIDTHS },
      y: { title: "½ ln χ₁ − λ₁, nats per layer", scale: "log" },
      series: [
        correction("tanh, σ_w² = 9, σ_b² = 0.09", { weights: { variance: 9 }, bias: { variance: 0.09 } }),
        correction("ReLU, σ_w² = 2", { activation: "relu", weights: { variance: 2 } }),
        correction("sine, σ_w² = 2, σ_b² = 0.3", {
          activation: "sine",
          weights: { variance: 2 },
          bias: { variance: 0.3 },
        }),
      ],
    },
  ],
};

const orthogonal = (label, network) =>
  along({
    label,
    law: "mean field + 1/n, approximate",
    within: 0.004,
    study: {
      network: { ...network, weights: { ...network.weights, law: "orthogonal" } },
      sampling: "law",
      depth: 400,
      burnIn: 100,
      ensemble: 32,
      exponents: 1,
    },
    path: "network.width",
    values: WIDTHS,
  });

const orthogonalWidth = {
  name: "orthogonal-width",
  title: "Orthogonal weights are nearer to their limit",
  panels: [
    {
      title: "h ← φ(W h + b), W orthogonal",
      x: { ...WIDTH, ticks: WIDTHS },
      y: TOP,
      series: [
        orthogonal("ReLU, σ_w² = 2", { activation: "relu", weights: { variance: 2 } }),
        orthogonal("tanh, σ_w² = 1.76, σ_b² = 0.05", { weights: { variance: 1.760955 }, bias: { variance: 0.05 } }),
        orthogonal("tanh, σ_w² = 3, σ_b² = 0.3", { weights: { variance: 3 }, bias: { variance: 0.3 } }),
      ],
    },
  ],
};

const wholeTanh = (law, label) =>
  spectrum({
    label,
    law: "free probability",
    within: 0.03,
    beyond: (i, { network }) => i + 1 > 0.9 * network.width,
    study: {
      network: { width: 96, weights: { law, variance: 1.760955 }, bias: { variance: 0.05 } },
      sampling: "law",
      depth: 192,
      burnIn: 64,
      ensemble: 16,
      exponents: 96,
    },
  });

const free = {
  name: "free-probability",
  title: "Whole spectra of tanh networks on the edge of chaos against free probability",
  panels: [
    {
      title: "tanh, n = 96, σ_w² = 1.76, σ_b² = 0.05",
      x: INDEX,
      y: EXPONENTS,
      series: [wholeTanh("gaussian", "Gaussian W"), wholeTanh("orthogonal", "orthogonal W")],
    },
  ],
};

const relu = (n, more = {}) => ({
  network: { width: n, activation: "relu", weights: { variance: 2 } },
  exponents: n,
  depth: 64,
  ensemble: 1024,
  burnIn: 0,
  seed: n,
  ...more,
});
const RELU = "ReLU at finite width";
/** Every network whose exponent is −∞ is one of as many independent trials. */
const share = (n) => {
  const cell = cellOf(relu(n));
  const law = {
    name: "share of −∞ in ReLU networks",
    kind: "exact",
    domain: "plain ReLU networks, fresh Gaussian weights",
    source: "Hanin & Nica 2020",
    of: ({ network, depth, exponents }) =>
      Array.from({ length: exponents }, (_, i) => 1 - reluSurvival(network.width, i + 1, depth)),
  };
  return {
    label: `n = ${n}`,
    law,
    studies: [relu(n)],
    // Where so few of either kind are expected, their number is far from normal.
    places: () =>
      law.of(cell).map((value, i) => ({
        x: (i + 0.5) / n,
        law: value,
        beyond: cell.ensemble * Math.min(value, 1 - value) < 10,
      })),
    read: ([[{ infinite, networks }]]) =>
      infinite.map((count, i) => {
        const expected = law.of(cell)[i];
        return { value: count / networks, error: Math.sqrt((expected * (1 - expected)) / networks) };
      }),
  };
};

const reluFinite = {
  name: "relu",
  title: "He-ReLU networks: the spectrum at finite width, and how many networks have lost an exponent",
  panels: [
    {
      title: "He-ReLU, depth 64",
      x: { ...INDEX, domain: [0, 1] },
      y: EXPONENTS,
      series: [16, 32].map((n) => spectrum({ label: `n = ${n}`, law: RELU, beyond: fewSurvive, study: relu(n) })),
    },
    {
      title: "Share of networks with λ_i = −∞",
      x: { ...INDEX, domain: [0, 1] },
      y: { title: "share of 1,024 networks", domain: [0, 1] },
      series: [16, 32].map(share),
    },
  ],
};

const leaky = (variance, label) =>
  along({
    label,
    seed: 1000 * variance,
    law: "leaky ReLU at finite width, λ₁",
    study: {
      network: { activation: "leaky-relu", weights: { variance } },
      sampling: "law",
      depth: 1024,
      exponents: 1,
      ensemble: 64,
    },
    path: "network.width",
    values: [2, 3, 4, 6, 8, 16, 32, 64],
  });

const leakyRelu = {
  name: "leaky-relu",
  title: "The largest exponent of leaky ReLU networks at finite width",
  panels: [
    {
      title: "Leaky ReLU, slope 0.01",
      x: { ...WIDTH, ticks: [2, 4, 8, 16, 32, 64] },
      y: TOP,
      series: [leaky(2, "σ_w² = 2"), leaky(3, "σ_w² = 3")],
    },
  ],
};

const schedule = (activation, from, to) =>
  depths({
    label: `${activation}, σ_w² from ${from} to ${to}`,
    law: "mean field, layer by layer",
    within: 0.5,
    study: {
      network: {
        activation,
        width: 512,
        weights: { variance: { depth: Array.from({ length: 200 }, (_, l) => from + ((to - from) * l) / 199) } },
        bias: { variance: 0.05 },
      },
      sampling: "law",
      depth: 200,
      burnIn: 0,
      ensemble: 32,
      exponents: 1,
      checkpoints: 20,
    },
  });

const scheduled = {
  name: "layer-by-layer",
  title: "Weights whose variance changes with depth",
  panels: [
    {
      title: "σ_w² that changes with depth, n = 512",
      x: { title: "depth l" },
      y: { title: "sum of ln R₁₁, nats" },
      series: [schedule("tanh", 0.5, 4), schedule("erf", 4, 0.5)],
    },
  ],
};

export const PLAIN = [meanField, width, orthogonalWidth, free, ...CRITICAL, reluFinite, leakyRelu, scheduled];
