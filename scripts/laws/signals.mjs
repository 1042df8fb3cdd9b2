// Laws of signals that go forward: how inputs become alike, and how many directions they keep.

import { forwardLawOf } from "../../dist/index.js";
import { cellOf } from "./series.mjs";

const DEPTHS = [0, 1, 2, 4, 7, 10, 15, 20, 25, 30, 40];
const DEPTH = { title: "layer l" };

/** `say`: from the laws of a cell's signals to the numbers at every layer. */
const LAW = (name, say) => ({
  name,
  kind: "limit",
  domain: "plain and residual networks of any activation, fresh weights",
  source: "Poole et al. 2016, Schoenholz et al. 2017",
  say,
});

/** A number of the signals at some depths: points of a series are of the same networks. */
function signals({ study, forward, law: { say, ...about }, read, ...look }) {
  const cell = cellOf(study);
  const law = { ...about, of: (each) => say(forwardLawOf(each, forward)) };
  return {
    ...look,
    forward,
    law,
    studies: [study],
    places: () => DEPTHS.map((depth) => ({ x: depth, law: law.of(cell)[depth] })),
    curve: () => law.of(cell).map((value, depth) => [depth, value]),
    read: ([[profile]]) => DEPTHS.map((depth) => read(profile, depth)),
  };
}

const WIDE = { width: 1024, bias: { variance: 0.09 } };
const ENSEMBLE = { sampling: "law", depth: 40, ensemble: 64, exponents: 1 };
const tanh = (variance, correlation, label) => ({
  study: { network: { ...WIDE, weights: { variance } }, ...ENSEMBLE },
  forward: { inputs: 8, correlation },
  label,
});
const CASES = [
  tanh(1.69, 0, "ordered, σ_w² = 1.69"),
  tanh(6.25, 0.9, "chaotic, σ_w² = 6.25"),
  {
    study: { network: { activation: "relu", width: 1024, weights: { variance: 2 } }, ...ENSEMBLE },
    forward: { inputs: 8, correlation: 0 },
    label: "critical ReLU",
  },
];

const CORRELATION = LAW("correlation of two inputs", ({ oneMinusCorrelation }) =>
  oneMinusCorrelation.values.map((value) => 1 - value),
);
const RANK = LAW("effective rank of several inputs", ({ effectiveRank }) => effectiveRank.values);

const collapse = {
  name: "correlation",
  title: "Inputs become alike, or keep apart: correlation and effective rank of eight inputs",
  panels: [
    {
      title: "Cosine of two states, n = 1,024",
      x: DEPTH,
      y: { title: "cosine of two inputs" },
      series: CASES.map((each) =>
        signals({
          ...each,
          law: CORRELATION,
          within: 0.01,
          read: ({ correlation, correlationErrors }, depth) => ({
            value: correlation[depth],
            error: correlationErrors[depth],
          }),
        }),
      ),
    },
    {
      title: "Effective rank of eight inputs, n = 1,024",
      x: DEPTH,
      y: { title: "(tr G)² / ‖G‖²" },
      series: CASES.map((each) =>
        signals({
          ...each,
          law: RANK,
          within: 0.2,
          read: ({ effectiveRank, effectiveRankErrors }, depth) => ({
            value: effectiveRank[depth],
            error: effectiveRankErrors[depth],
          }),
        }),
      ),
    },
  ],
};

export const SIGNALS = [collapse];
