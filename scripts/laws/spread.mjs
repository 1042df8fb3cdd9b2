// Laws of the spread of ln ‖J u‖ over networks, at finite depth.

import { logNormLaw } from "../../dist/index.js";
import { cellOf } from "./series.mjs";

const DEPTHS = [8, 16, 32, 64, 128];
/** Networks of every point: enough for a variance within some percent. */
const NETWORKS = 4000;

const law = (name, number) => ({
  name,
  kind: "exact",
  domain: "linear, ReLU and leaky-ReLU layers, fresh Gaussian weights; a linear branch beside a skip path",
  source: "Cohen & Newman 1984; Hanin & Nica 2020",
  of: ({ network, depth, burnIn }) => [number(logNormLaw(network, depth, burnIn))],
});
const MEAN = law("mean of ln ‖J u‖", ({ mean }) => mean);
const VARIANCE = law("variance of ln ‖J u‖", ({ variance }) => variance);

/** A number of ensembles of several depths, each with networks of its own. */
function deeper({ network, law: own, of, seed, ...look }) {
  const studies = DEPTHS.map((depth, i) => ({
    network,
    sampling: "law",
    depth,
    burnIn: 0,
    ensemble: NETWORKS,
    exponents: 1,
    distribution: true,
    seed: seed + i,
  }));
  return {
    ...look,
    law: own,
    studies,
    places: () => studies.map((study) => ({ x: study.depth, law: own.of(cellOf(study))[0] })),
    read: (results) => results.map(([{ logNorm }]) => of(logNorm)),
  };
}

const NETWORK = [
  { label: "Gaussian product, n = 16", network: { width: 16, activation: "linear" } },
  { label: "He-ReLU, n = 16", network: { width: 16, activation: "relu", weights: { variance: 2 } } },
  {
    label: "residual linear, n = 16, α = ½",
    network: { width: 16, activation: "linear", block: "residual", scale: 0.5 },
  },
];
const X = { title: "depth L", scale: "log", ticks: DEPTHS };

const spread = {
  name: "spread",
  title: "The spread of gradients over networks: mean and variance of ln ‖J u‖",
  panels: [
    {
      title: "Mean",
      x: X,
      y: { title: "mean of ln ‖J u‖, nats" },
      series: NETWORK.map((each, i) =>
        deeper({
          ...each,
          seed: 3000 + 100 * i,
          law: MEAN,
          of: ({ mean, standardErrors }) => ({ value: mean, error: standardErrors.mean }),
        }),
      ),
    },
    {
      title: "Variance",
      x: X,
      y: { title: "variance of ln ‖J u‖, nats²", scale: "log", ticks: [0.1, 1, 10] },
      series: NETWORK.map((each, i) =>
        deeper({
          ...each,
          seed: 6000 + 100 * i,
          law: VARIANCE,
          of: ({ variance, standardErrors }) => ({ value: variance, error: standardErrors.variance }),
        }),
      ),
    },
  ],
};

export const SPREAD = [spread];
