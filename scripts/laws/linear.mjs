// Laws of networks whose Jacobians do not depend on the state.

import { reducibleExponents } from "../../dist/index.js";
import { EXPONENTS, INDEX, TOP } from "./axes.mjs";
import { along, cellOf, spectrum } from "./series.mjs";

const linear = (width, more = {}) => ({ width, activation: "linear", ...more });
const whole = (network, more) => ({ network, exponents: network.width, depth: 1024, ensemble: 64, ...more });
const gaussian = (width) =>
  spectrum({
    label: `n = ${width}`,
    law: "Newman",
    study: whole(linear(width), { depth: width > 16 ? 1024 : 2048, seed: width }),
  });
const entries = (law, label, within, more = {}) =>
  spectrum({ label, law: "Newman", within, study: whole(linear(32, { weights: { law, ...more } })) });

const newman = {
  name: "newman",
  title: "Products of Gaussian matrices against Newman's law",
  panels: [
    { title: "Gaussian weights", x: INDEX, y: EXPONENTS, series: [4, 16, 64].map(gaussian) },
    {
      title: "Other entries, n = 32",
      x: INDEX,
      y: EXPONENTS,
      series: [
        entries("uniform", "uniform", 0.06),
        entries("rademacher", "±1", 0.06),
        entries("student-t", "Student-t, ν = 5", 0.06, { nu: 5 }),
      ],
    },
  ],
};

const haar = (variance) =>
  spectrum({
    label: `σ_w² = ${variance}`,
    law: "orthogonal",
    within: 1e-9,
    study: whole(linear(16, { weights: { law: "orthogonal", variance } }), { depth: 256 }),
  });

const orthogonal = {
  name: "orthogonal",
  title: "Products of orthogonal matrices",
  panels: [{ title: "Orthogonal weights, n = 16", x: INDEX, y: EXPONENTS, series: [0.5, 1, 2].map(haar) }],
};

const still = (network, label, law) =>
  spectrum({ label, law, within: 1e-9, study: whole({ width: 8, ...network }, { depth: 256 }) });

const constant = {
  name: "constant",
  title: "Layers that multiply by a constant, or by 0",
  panels: [
    {
      title: "A constant Jacobian, n = 8",
      x: INDEX,
      y: EXPONENTS,
      series: [
        still({ block: "residual", skip: 2, weights: { variance: 0 } }, "skip 2, no branch", "constant Jacobian"),
        still({ block: "residual", skip: 0.5, weights: { variance: 0 } }, "skip ½, no branch", "constant Jacobian"),
        still({ weights: { variance: 0 } }, "no weights", "zero Jacobian"),
      ],
    },
  ],
};

const tower = (law, label, n) =>
  along({
    label,
    seed: 1000 * (n + 1),
    law: "scalar tower",
    study: { network: linear(1, { block: "residual", weights: { law } }), depth: 4000, ensemble: 64 },
    path: "network.scale",
    values: [0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3],
    fine: 146,
  });

const scalar = {
  name: "scalar-tower",
  title: "The tower of width 1 with a skip path",
  panels: [
    {
      title: "h ← h + α w h, width 1",
      x: { title: "α, scale of the branch" },
      y: TOP,
      series: [tower("gaussian", "Gaussian w", 0), tower("uniform", "uniform w", 1), tower("rademacher", "w = ±1", 2)],
    },
  ],
};

const fixed = (network, label, law, within) =>
  spectrum({
    label,
    law,
    within,
    beyond: (i, { network: { width } }) => i + 1 > 0.9 * width,
    study: whole({ ...network, activation: "linear", width: 32, tied: true }, { depth: 2048, ensemble: 64 }),
  });

const tied = {
  name: "tied-linear",
  title: "Linear networks with the same weights in every layer",
  panels: [
    {
      title: "Tied weights, n = 32",
      x: INDEX,
      y: EXPONENTS,
      series: [
        fixed({}, "W", "circular law", 0.1),
        fixed({ block: "residual", scale: 0.5 }, "I + ½ W", "shifted circular law", 0.06),
        fixed(
          { block: "residual", scale: 0.5, weights: { law: "orthogonal" } },
          "I + ½ W, W orthogonal",
          "shifted circle",
          0.06,
        ),
      ],
    },
  ],
};

const network = (contrast, coupling) => linear(12, { weights: { split: 5, contrast, coupling } });
const blocks = (contrast, coupling) => ({
  ...whole(network(contrast, coupling), { depth: 12_000, burnIn: 200, ensemble: 16, seed: Math.round(100 * contrast) }),
  fixedVectors: [{ units: 5 }, { from: 5 }, {}],
});
const growthLaw = {
  name: "growth of fixed vectors",
  kind: "exact",
  domain: "linear layers, block-triangular Gaussian weights",
  source: "Furstenberg & Kifer 1983",
  // What starts in the invariant subspace sees its own block alone; the second block feeds the first one where they are coupled.
  of({ network: { width, weights } }) {
    const [[first], [second]] = reducibleExponents(width, weights.variance, weights);
    const larger = Math.max(first, second);
    return [first, weights.coupling === 0 ? second : larger, larger];
  },
};
const growth = (contrast, coupling, label) => {
  const study = blocks(contrast, coupling);
  return {
    label,
    law: growthLaw,
    apart: true,
    studies: [study],
    places: () => growthLaw.of(cellOf(study)).map((law, i) => ({ x: i + 1, law })),
    read: ([[{ fixedVectors }]]) => fixedVectors.map((each) => ({ value: each.growth, error: each.standardError })),
  };
};

const reducible = {
  name: "reducible",
  title: "Block-triangular weights: the spectrum, and fixed vectors",
  panels: [
    {
      title: "Block-triangular W, n = 5 + 7",
      x: { title: "exponent i", ticks: [1, 3, 5, 7, 9, 11] },
      y: EXPONENTS,
      series: [
        spectrum({ label: "weak first block", law: "Newman, block by block", study: blocks(0.3, 1), at: (i) => i + 1 }),
        spectrum({ label: "strong one", law: "Newman, block by block", study: blocks(4, 0), at: (i) => i + 1 }),
      ],
    },
    {
      title: "Growth of fixed vectors",
      x: { title: "start: 1 first block, 2 second, 3 anywhere", ticks: [1, 2, 3], domain: [0.5, 3.5] },
      y: { title: "growth, nats per layer" },
      series: [growth(0.3, 1, "weak, coupled"), growth(4, 0, "strong, uncoupled")],
    },
  ],
};

export const LINEAR = [newman, orthogonal, constant, scalar, tied, reducible];
