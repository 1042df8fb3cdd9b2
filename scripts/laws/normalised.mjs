// Laws of plain networks with a normalisation.

import { EXPONENTS, INDEX, TOP, WIDTH } from "./axes.mjs";
import { along, spectrum } from "./series.mjs";

const batch = (activation, label) =>
  along({
    label,
    law: "batch normalisation",
    within: 0.01,
    study: {
      network: { block: "batchnorm-mlp", activation, width: 512 },
      sampling: "law",
      depth: 48,
      burnIn: 8,
      ensemble: 16,
      exponents: 1,
    },
    path: "network.batch",
    values: [5, 6, 8, 12, 16, 24, 32],
  });

const batchNorm = {
  name: "batch-normalisation",
  title: "Batch normalisation makes gradients explode",
  panels: [
    {
      title: "h ← φ(BN(W h)), n = 512",
      x: { title: "batch B", scale: "log", ticks: [5, 8, 12, 16, 24, 32] },
      y: TOP,
      series: [batch("relu", "ReLU"), batch("tanh", "tanh"), batch("linear", "linear")],
    },
  ],
};

const WIDTHS = [32, 64, 128, 256, 512];

const top = (operation, activation, label) =>
  along({
    label,
    law: "normalised, mean field + 1/n",
    within: 0.01,
    study: {
      network: { branch: ["linear", operation, "activation"], activation },
      sampling: "law",
      depth: 512,
      burnIn: 64,
      ensemble: 32,
      exponents: 1,
    },
    path: "network.width",
    values: WIDTHS,
  });

const whole = (operation, label) =>
  spectrum({
    label,
    law: "free probability",
    within: 0.06,
    beyond: (i, { network }) => i + 1 > 0.8 * network.width,
    study: {
      network: { width: 128, branch: ["linear", operation, "activation"] },
      sampling: "law",
      depth: 128,
      ensemble: 8,
      exponents: 128,
    },
  });

const layerNorm = {
  name: "layer-normalisation",
  title: "Layer and root-mean-square normalisation: the largest exponent and the whole spectrum",
  panels: [
    {
      title: "h ← φ(N(W h))",
      x: { ...WIDTH, ticks: WIDTHS },
      y: TOP,
      series: [
        top("layernorm", "relu", "LN, ReLU"),
        top("layernorm", "tanh", "LN, tanh"),
        top("rmsnorm", "relu", "RMSNorm, ReLU"),
      ],
    },
    {
      title: "Whole spectrum, tanh, n = 128",
      x: INDEX,
      y: EXPONENTS,
      series: [whole("layernorm", "LayerNorm"), whole("rmsnorm", "RMSNorm")],
    },
  ],
};

const straight = (operation, label) =>
  spectrum({
    label,
    law: "normalised linear",
    study: {
      network: { width: 16, activation: "linear", branch: ["linear", operation, "activation"] },
      depth: 512,
      burnIn: 64,
      ensemble: 64,
      exponents: 16,
    },
  });

const normalisedLinear = {
  name: "normalised-linear",
  title: "A normalisation between linear layers: the whole spectrum, exactly",
  panels: [
    {
      title: "h ← N(W h), n = 16",
      x: INDEX,
      y: EXPONENTS,
      series: [straight("layernorm", "LayerNorm"), straight("rmsnorm", "RMSNorm")],
    },
  ],
};

export const NORMALISED = [batchNorm, layerNorm, normalisedLinear];
