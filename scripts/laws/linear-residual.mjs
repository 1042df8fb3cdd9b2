// Laws of linear networks with a skip path.

import { residualSmallScale } from "../../dist/index.js";
import { EXPONENTS, SCALE, SCALES, TOP } from "./axes.mjs";
import { along, spectrum } from "./series.mjs";

const whole = (network, more) => ({ network, exponents: network.width, depth: 1024, ensemble: 64, ...more });

const residual = (width, more = {}) => ({ width, activation: "linear", block: "residual", ...more });
const residualTop = (width, n) =>
  along({
    label: `n = ${width}`,
    law: "linear residual, λ₁",
    seed: 1000 * (n + 1),
    study: { network: residual(width), depth: 1024, ensemble: 64, exponents: 1, burnIn: 0 },
    path: "network.scale",
    values: SCALES,
    fine: 60,
  });
const residualWhole = (scale) =>
  spectrum({
    label: `α = ${scale}`,
    law: "linear residual, limit",
    within: 0.03,
    study: whole(residual(64, { scale }), { depth: 512, ensemble: 32 }),
    at: (i, { network }) => (i + 1) / network.width,
    beyond: (i, { network }) => i + 1 > 0.95 * network.width,
  });

const residualLinear = {
  name: "residual-linear",
  title: "Linear residual networks: the largest exponent and the whole spectrum",
  panels: [
    {
      title: "λ₁ at finite width, h + α W h",
      x: SCALE,
      y: TOP,
      series: [2, 4, 16].map(residualTop),
    },
    {
      title: "The whole spectrum, n = 64",
      x: { title: "i / n" },
      y: EXPONENTS,
      series: [0.3, 0.6, 0.9].map(residualWhole),
    },
  ],
};

const squares = (network, label) =>
  along({
    label,
    law: "linear residual, λ₁ in the limit",
    within: 0.01,
    study: {
      network: { ...network, activation: "linear", width: 128 },
      sampling: "law",
      depth: 512,
      exponents: 1,
      burnIn: 0,
    },
    path: "network.scale",
    values: SCALES,
    fine: 60,
  });

const residualSquares = {
  name: "residual-squares",
  title: "The largest exponent of linear residual networks of other matrices",
  panels: [
    {
      title: "λ₁ where lengths add as squares, n = 128",
      x: SCALE,
      y: TOP,
      series: [
        squares({ block: "residual", weights: { law: "orthogonal" } }, "orthogonal W: h + α W h"),
        squares({ block: "residual-two-matrix", weights: { variance: 2 } }, "two matrices, σ_w² = 2: h + α V W h"),
      ],
    },
  ],
};

const smallLaw = {
  name: "linear residual, small α",
  kind: "limit",
  domain: "fresh Gaussian weights, α σ_w/skip ≪ 1",
  source: "second-order perturbation of the QR factors of I + αW",
  of: ({ network, exponents }) => residualSmallScale(network.width, exponents, network.scale),
};
const small = (scale) =>
  spectrum({
    label: `α = ${scale}`,
    law: smallLaw,
    within: 0.08,
    scale: 1 / scale ** 2,
    at: (i) => i + 1,
    study: whole(residual(16, { scale }), { depth: 4096, burnIn: 0 }),
  });

const smallScale = {
  name: "residual-small-scale",
  title: "Linear residual networks at a small scale",
  panels: [
    {
      title: "Small α, n = 16",
      x: { title: "exponent i" },
      y: { title: "λ_i / α², nats per layer" },
      series: [0.4, 0.2, 0.1].map(small),
    },
  ],
};

export const LINEAR_RESIDUAL = [residualLinear, residualSquares, smallScale];
