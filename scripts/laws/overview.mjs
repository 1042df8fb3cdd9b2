// The picture at the head of the README: three laws at a glance.

import { EXPONENTS, INDEX } from "./axes.mjs";
import { fewSurvive } from "./relu.mjs";
import { spectrum } from "./series.mjs";

const whole = (label, law, network, depth, more = {}) =>
  spectrum({ label, law, within: 1e-9, study: { network, depth, ensemble: 64, exponents: network.width }, ...more });
const linear = { width: 16, activation: "linear" };

export const OVERVIEW = {
  name: "overview",
  image: "spectrum",
  title: "Measured Lyapunov spectra against exact laws",
  panels: [
    {
      title: "Deep linear, n = 16",
      x: INDEX,
      y: EXPONENTS,
      series: [
        whole("Gaussian: fans out", "Newman", linear, 2048),
        whole("orthogonal: one line", "orthogonal", { ...linear, weights: { law: "orthogonal" } }, 256),
      ],
    },
    {
      title: "Residual, h + 0.5 W h, n = 64",
      x: { title: "i / n" },
      y: EXPONENTS,
      series: [
        whole(undefined, "linear residual, limit", { ...linear, width: 64, block: "residual", scale: 0.5 }, 512, {
          within: 0.02,
          at: (i) => (i + 1) / 64,
          beyond: (i) => i + 1 > 0.95 * 64,
        }),
      ],
    },
    {
      title: "He-ReLU, n = 32, depth 256",
      x: INDEX,
      y: EXPONENTS,
      series: [
        whole(undefined, "ReLU at finite width", { width: 32, activation: "relu", weights: { variance: 2 } }, 256, {
          beyond: fewSurvive,
        }),
      ],
    },
  ],
};
