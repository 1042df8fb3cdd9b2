// Recurrent networks: the limits of plain ones hold for tied weights.

import { kaplanYorke, lawsFor } from "../../dist/index.js";
import { TOP } from "./axes.mjs";
import { along, spectrum } from "./series.mjs";

const WIDTH = 200;
const FREE = "free probability";
const rnn = (g) => ({
  network: { block: "rnn", width: WIDTH, weights: { variance: g * g } },
  depth: 400,
  burnIn: 100,
  ensemble: 8,
  exponents: 72,
});

const wholeOf = (g) => spectrum({ label: `g = ${g}`, law: FREE, within: 0.08, study: { ...rnn(g), seed: g } });

/** Kaplan–Yorke dimension of the limiting spectrum, a share of n. */
const dimensionLaw = {
  name: "dimension of recurrent tanh networks",
  kind: "limit",
  domain: "tied tanh layers, independent entries",
  source: "free probability; Engelken, Wolf & Abbott 2023",
  of: ({ network, depth, ...rest }) => {
    const { exponents } = lawsFor(network, network.width, depth, rest).find(({ name }) => name === FREE);
    return [kaplanYorke(exponents, network.width) / network.width];
  },
};

const VARIANCES = [3, 4, 6, 9, 16, 25];
const dimension = along({
  law: dimensionLaw,
  within: 0.05,
  study: rnn(1),
  path: "network.weights.variance",
  values: VARIANCES,
  fine: 40,
  read: ({ kaplanYorkeDimension: { value, standardError } }) => ({
    value: value / WIDTH,
    error: standardError / WIDTH,
  }),
});

const recurrent = {
  name: "recurrent",
  title: "Recurrent tanh networks: leading exponents and the dimension of the attractor",
  panels: [
    {
      title: "rnn, tanh, n = 200",
      x: { title: "(i − ½) / n" },
      y: { ...TOP, title: "λ_i, nats per layer" },
      series: [2, 3, 5].map(wholeOf),
    },
    {
      title: "Kaplan–Yorke dimension",
      x: { title: "σ_w² = g²", ticks: [3, 5, 10, 15, 20, 25] },
      y: { title: "D / n" },
      series: [dimension],
    },
  ],
};

export const RECURRENT = [recurrent];
