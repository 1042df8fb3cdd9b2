// Laws of residual networks with an activation.

import { SCALE, SCALES, TOP } from "./axes.mjs";
import { along, depths } from "./series.mjs";

const relu = (block, label, law) =>
  along({
    label,
    law,
    relative: true,
    within: 0.05,
    study: (scale) => ({
      network: { block, width: 256, activation: "relu", weights: { variance: 2 } },
      sampling: "law",
      // Tangents align with the state within some 1/α layers.
      burnIn: Math.ceil(16 / scale),
      depth: Math.ceil(16 / scale) + 256,
      ensemble: 32,
      exponents: 1,
    }),
    path: "network.scale",
    values: SCALES,
    fine: 60,
  });

const residualRelu = {
  name: "residual-relu",
  title: "Residual ReLU networks: of order α with one matrix, of order α² with two",
  panels: [
    {
      title: "Residual He-ReLU, n = 256",
      x: SCALE,
      y: { ...TOP, scale: "log" },
      series: [
        relu("residual", "one matrix: h + α φ(W h)", "residual ReLU"),
        relu("residual-two-matrix", "two matrices: h + α V φ(W h)", "residual mean field"),
      ],
    },
  ],
};

/** ln ‖J‖², of a network whose λ₁ has no limit but 0. */
const squared = (label, network, within) =>
  depths({
    label,
    law: "residual mean field",
    within,
    scale: 2,
    study: {
      network: { width: 512, ...network },
      sampling: "law",
      depth: 1024,
      burnIn: 0,
      ensemble: 24,
      exponents: 1,
      checkpoints: 16,
    },
  });

const SQUARE = { title: "2 Σ ln R₁₁, nats" };

const residualTanh = {
  name: "residual-tanh",
  title: "Residual tanh networks: gradients grow like exp(√L)",
  panels: [
    {
      title: "h ← h + α tanh(W h), n = 512",
      x: { title: "depth L (axis in √L)", scale: "sqrt", ticks: [0, 64, 256, 512, 1024] },
      y: SQUARE,
      series: [1, 0.5, 0.2].map((scale) => squared(`α = ${scale}`, { block: "residual", scale }, 0.3)),
    },
  ],
};

const transformer = {
  name: "layer-normalised-residual",
  title: "Residual networks with layer normalisation before or after the branch",
  panels: [
    {
      title: "preln, ReLU, n = 512",
      x: { title: "depth L", scale: "log", ticks: [64, 128, 256, 512, 1024] },
      y: SQUARE,
      series: [1, 0.5].map((scale) =>
        squared(`α = ${scale}`, { block: "preln", activation: "relu", weights: { variance: 2 }, scale }, 0.5),
      ),
    },
    {
      title: "postln, tanh, n = 512",
      x: { title: "depth L" },
      y: SQUARE,
      series: [1, 0.5].map((scale) => squared(`α = ${scale}`, { block: "postln", scale }, 3)),
    },
  ],
};

export const RESIDUAL = [residualRelu, residualTanh, transformer];
