// Laws of single layers: means and variances of logarithms of lengths.

import { meanLogStretch, newmanVariance, reluLogNormVariance } from "../../dist/index.js";
import { cellOf, repeated } from "./series.mjs";

/** So many that their mean is all but normal. */
const RUNS = 160;
const WIDTH = 16;
const PRODUCT = {
  network: { width: WIDTH, activation: "linear" },
  exponents: WIDTH,
  depth: 256,
  burnIn: 0,
  ensemble: 32,
  orthogonalizeEvery: 1,
};

const LAYER = {
  name: "variance of ln R_ii",
  kind: "exact",
  domain: "linear layers, fresh Gaussian weights",
  source: "Newman 1986",
  of: ({ network, exponents }) => Array.from({ length: exponents }, (_, i) => newmanVariance(network.width, i + 1)),
};

const variance = (label, of) =>
  repeated({
    label,
    study: PRODUCT,
    repeats: RUNS,
    law: LAYER,
    places: (cell) => LAYER.of(cell).map((law, i) => ({ x: i + 1, law })),
    of,
  });

const LENGTH = {
  name: "variance of ln ‖J u‖², ReLU",
  kind: "exact",
  domain: "plain ReLU networks, fresh Gaussian weights",
  source: "Hanin & Nica 2020",
  of: ({ network }) => [reluLogNormVariance(network.width)],
};

const RELU = (width) => ({
  network: { width, activation: "relu", weights: { variance: 2 } },
  sampling: "law",
  exponents: 1,
  depth: 128,
  burnIn: 0,
  ensemble: 32,
  orthogonalizeEvery: 1,
});

/** Each width with runs of its own. */
const lengths = (() => {
  const widths = [16, 24, 32, 64, 128];
  const each = widths.map((width) =>
    repeated({
      study: RELU(width),
      repeats: RUNS,
      seed: 1000 * width,
      law: LENGTH,
      places: (cell) => [{ x: width, law: LENGTH.of(cell)[0] }],
      of: ({ layerVariances: [layer] }) => [4 * layer],
    }),
  );
  return {
    law: LENGTH,
    studies: each.flatMap(({ studies }) => studies),
    places: () => each.flatMap((one) => one.places()),
    read: (results) => each.flatMap((one, i) => one.read(results.slice(i * RUNS, (i + 1) * RUNS))),
  };
})();

const variances = {
  name: "variances",
  title: "Variances of one layer, which are what error bars are made of",
  panels: [
    {
      title: "Gaussian products, n = 16",
      x: { title: "exponent i", ticks: [1, 4, 8, 12, 16] },
      y: { title: "Var ln R_ii per layer", scale: "log" },
      series: [
        variance("between layers", ({ layerVariances }) => layerVariances),
        variance("SE² · layers · networks", ({ standardErrors, layers, networks }) =>
          standardErrors.map((error) => error ** 2 * layers * networks),
        ),
      ],
    },
    {
      title: "Var ln ‖J u‖², He-ReLU",
      x: { title: "width n", scale: "log", ticks: [16, 24, 32, 64, 128] },
      y: { title: "Var ln ‖J u‖² per layer", scale: "log", ticks: [0.05, 0.1, 0.2, 0.4] },
      series: [lengths],
    },
  ],
};

const FIRST = 4;
const COSINES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];
const weights = (coupling) => ({ split: FIRST, contrast: 3, coupling });
const STRETCH = (inside) => ({
  name: "stretch of one layer",
  kind: "exact",
  domain: "one linear layer of dense or block-triangular Gaussian weights, any vector",
  source: "Furstenberg & Kifer 1983",
  of: ({ network }) => [meanLogStretch(network.width, network.weights, inside)],
});

/** A unit vector, `inside` of its square in the first units, equal entries in each part. */
function vector(inside, width) {
  return Array.from({ length: width }, (_, i) =>
    Math.sqrt(i < FIRST ? inside / FIRST : (1 - inside) / (width - FIRST)),
  );
}

const stretch = (coupling) => {
  const width = 10;
  const studies = COSINES.map((inside, i) => ({
    network: { width, activation: "linear", weights: weights(coupling) },
    exponents: 1,
    depth: 1,
    burnIn: 0,
    ensemble: 8192,
    seed: 500 + i + 100 * coupling,
    fixedVectors: [{ values: vector(inside, width) }],
  }));
  const known = (inside) => STRETCH(inside).of(cellOf(studies[0]))[0];
  return {
    label: `coupling ${coupling}`,
    law: STRETCH(1),
    studies,
    places: () => COSINES.map((inside) => ({ x: inside, law: known(inside) })),
    curve: () => Array.from({ length: 51 }, (_, i) => i / 50).map((inside) => [inside, known(inside)]),
    read: (results) =>
      results.map(
        ([
          {
            fixedVectors: [each],
          },
        ]) => ({ value: each.growth, error: each.standardError }),
      ),
  };
};

const furstenberg = {
  name: "furstenberg",
  title: "How one layer of block-triangular weights stretches a given vector",
  panels: [
    {
      title: "E ln ‖A v‖ of one layer, n = 4 + 6",
      x: { title: "part of ‖v‖² in the first block" },
      y: { title: "E ln ‖A v‖, nats per layer" },
      series: [0, 1, 4].map(stretch),
    },
  ],
};

export const STATISTICS = [furstenberg, variances];
