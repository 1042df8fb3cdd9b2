// The edge of chaos: where measured λ₁ passes through 0.

import { criticalVariance } from "../../dist/index.js";

const BIASES = [0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1];
const STEP = 0.25;
const VARIANCES = Array.from({ length: 12 }, (_, i) => 1 + STEP * i);

const LAW = {
  name: "critical line, χ₁ = 1",
  kind: "limit",
  domain: "plain networks, any activation",
  source: "Schoenholz et al. 2017",
  of: ({ network }) => [criticalVariance(network.activation, network.bias.variance)],
};

/** σ_w² where the parabola through the three cells about the change of sign is 0, and its error from that of λ₁ and the slope there. */
function crossing(cells) {
  const top = cells.map(({ exponents: [value], standardErrors: [error] }) => ({ value, error }));
  const above = top.findIndex(({ value }) => value >= 0);
  if (above < 1) throw new Error("λ₁ does not change its sign on this axis");
  const middle = Math.abs(top[above].value) < Math.abs(top[above - 1].value) ? above : above - 1;
  const first = Math.min(Math.max(middle - 1, 0), top.length - 3);
  const [a, b, c] = top.slice(first, first + 3).map(({ value }) => value);
  const slope = (c - a) / 2;
  const bend = (a - 2 * b + c) / 2;
  // Newton's steps from the middle cell; the curve is all but straight.
  let at = 0;
  for (let step = 0; step < 20; step++) at -= (b + slope * at + bend * at * at) / (slope + 2 * bend * at);
  return {
    value: VARIANCES[first + 1] + STEP * at,
    error: (STEP * top[middle].error) / (slope + 2 * bend * at),
  };
}

const line = (activation) => {
  const studies = BIASES.map((variance, i) => ({
    network: { activation, width: 1024, bias: { variance } },
    sampling: "law",
    depth: 256,
    burnIn: 64,
    ensemble: 16,
    exponents: 1,
    seed: 300 + i,
    axes: [{ path: "network.weights.variance", values: VARIANCES }],
  }));
  const known = (bias) => criticalVariance(activation, bias);
  return {
    label: activation,
    law: LAW,
    within: 0.04,
    studies,
    places: () => BIASES.map((bias) => ({ x: bias, law: known(bias) })),
    curve: () => Array.from({ length: 60 }, (_, i) => 0.002 + (i * 0.998) / 59).map((bias) => [bias, known(bias)]),
    read: (results) => results.map(crossing),
  };
};

export const CRITICAL = [
  {
    name: "critical-line",
    title: "The edge of chaos: measured changes of sign of the largest exponent against χ₁ = 1",
    panels: [
      {
        title: "λ₁ = 0 in the plane of variances, n = 1,024",
        x: { title: "σ_b²", domain: [0, 1.02] },
        y: { title: "σ_w² where λ₁ = 0" },
        series: [line("tanh")],
      },
    ],
  },
];
