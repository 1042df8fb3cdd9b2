import type { Story } from "./story.ts";

// What follows from multiplying Jacobians alone.

export const scalarTower = {
  id: "scalar-tower",
  title: "Scalar tower",
  variants: [
    {
      id: "sigmoid-tower",
      name: "sigmoid",
      claim:
        "A sigmoid passes on at most a quarter of a gradient: in a tower of single units with |w| = 1 every layer takes at least that, λ₁ < ln ¼, and up to |w| = 4 no weight makes up for it.",
      attempt: "Set “activation φ” to linear: λ₁ becomes exactly ln |w|, and beyond σ_w² = 1 it explodes.",
      source: {
        authors: "Hochreiter",
        title: "The vanishing gradient problem during learning recurrent neural nets and problem solutions",
        year: 1998,
      },
      study: {
        network: {
          width: 1,
          activation: "sigmoid",
          weights: { law: "rademacher", variance: 1 },
          bias: { variance: 0.02 },
        },
        depth: 32,
        ensemble: 4,
        seed: 42,
      },
      sides: { path: "network.activation", values: ["sigmoid", "linear"] },
    },
    {
      id: "linear-tower",
      name: "linear 1.5",
      claim:
        "A modest factor is enough to explode: ten linear layers with |w| = 1.5 multiply a gradient by 1.5¹⁰ = 57.7, exactly, whatever the signs.",
      attempt: "Move “depth L” to 128: the same 1.5 becomes a factor of 3 · 10²².",
      source: {
        authors: "Bengio, Simard & Frasconi",
        title: "Learning long-term dependencies with gradient descent is difficult",
        year: 1994,
      },
      study: {
        network: {
          width: 1,
          activation: "linear",
          weights: { law: "rademacher", variance: 2.25 },
          bias: { variance: 0.02 },
        },
        depth: 10,
        burnIn: 0,
        ensemble: 4,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;

export const linearProduct = {
  id: "linear-product",
  title: "Linear product",
  variants: [
    {
      id: "gaussian-product",
      name: "Gaussian",
      claim:
        "Gaussian layers that keep the size of a signal on average (σ_w² = 1) still squeeze it in most directions: their exponents fan out by Newman’s law, from just below 0 to ½ ln n deeper and more.",
      attempt: "Choose “orthogonal” above: the whole fan folds into one line.",
      source: {
        authors: "Newman",
        title: "The distribution of Lyapunov exponents: exact results for random matrices",
        year: 1986,
      },
      study: {
        network: { width: 32, activation: "linear", weights: { variance: 1 } },
        depth: 64,
        ensemble: 8,
        seed: 42,
      },
      sides: { path: "network.weights.law", values: ["gaussian", "orthogonal"] },
    },
    {
      id: "orthogonal-product",
      name: "orthogonal",
      claim:
        "Orthogonal layers turn and do not squeeze: all n exponents are ln σ_w, at σ_w² = 1 exactly 0, however deep the network.",
      attempt: "Press → on the plane: the line of exponents rises as one, and no fan opens.",
      source: {
        authors: "Saxe, McClelland & Ganguli",
        title: "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
        year: 2014,
      },
      study: {
        network: { width: 32, activation: "linear", weights: { law: "orthogonal", variance: 1 } },
        depth: 64,
        ensemble: 4,
        seed: 42,
      },
      sides: { path: "network.weights.law", values: ["gaussian", "orthogonal"] },
    },
    {
      id: "reducible",
      name: "two blocks",
      claim:
        "Where weights are block-triangular, what starts in the first 16 units stays there: such a vector shrinks at that block’s rate, while a generic one grows at λ₁.",
      attempt: "In “Advanced” set “contrast” to 1: both vectors grow at the same rate.",
      source: {
        authors: "Furstenberg & Kifer",
        title: "Random matrix products and measures on projective spaces",
        year: 1983,
      },
      study: {
        network: {
          width: 32,
          activation: "linear",
          weights: { split: 16, contrast: 0.25, variance: 2.95 },
          bias: { variance: 0.02 },
        },
        fixedVectors: [{ from: 0, units: 16 }, { from: 0 }],
        depth: 64,
        ensemble: 2,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;
