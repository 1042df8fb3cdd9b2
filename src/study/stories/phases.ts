import type { Story } from "./story.ts";

// What a nonlinearity does to the product of Jacobians.

export const saturation = {
  id: "saturation",
  title: "Saturation quenches",
  variants: [
    {
      id: "saturated-tanh",
      name: "tanh",
      claim:
        "Large weights need not explode: where large biases keep tanh saturated, layers with σ_w = 5 make gradients vanish, λ₁ < 0, although W alone stretches by ln σ_w = 1.6 a layer.",
      attempt:
        "Press ↓ on the plane down to small biases: tanh comes out of saturation and λ₁ rises above 0, yet never to ln σ_w.",
      source: {
        authors: "Glorot & Bengio",
        title: "Understanding the difficulty of training deep feedforward neural networks",
        year: 2010,
      },
      study: {
        network: { width: 64, activation: "tanh", weights: { variance: 25 }, bias: { variance: 200 } },
        depth: 32,
        ensemble: 8,
        seed: 42,
      },
      sides: { path: "network.activation", values: ["linear", "tanh"] },
    },
  ],
} as const satisfies Story;

export const directional = {
  id: "directional",
  title: "Directional",
  variants: [
    {
      id: "directions",
      name: "tanh",
      claim:
        "One network stretches some directions and squeezes others at the same time: λ₁ > 0 > λₙ, and the condition number of its Jacobian grows like e^((λ₁ − λₙ) L).",
      attempt: "Double “depth L”: the exponents stay where they are, and the condition number below them is squared.",
      source: {
        authors: "Pennington, Schoenholz & Ganguli",
        title: "Resurrecting the sigmoid in deep learning through dynamical isometry: theory and practice",
        year: 2017,
      },
      study: {
        network: { width: 32, activation: "tanh", weights: { variance: 5.1 }, bias: { variance: 0.1 } },
        depth: 64,
        ensemble: 8,
        seed: 42,
      },
      sides: { path: "network.weights.law", values: ["gaussian", "orthogonal"] },
    },
  ],
} as const satisfies Story;

export const edgeOfChaos = {
  id: "edge-of-chaos",
  title: "Edge of chaos",
  variants: [
    {
      id: "edge-of-chaos",
      name: "tanh",
      claim:
        "Gradients vanish left of the line and explode right of it; on the line, the edge of chaos, they keep their size, and networks of finite width have their edge a little further right.",
      attempt:
        "Press ← and → on the plane: left of the dashed line the profile of the plain network falls towards the input, right of it it rises.",
      source: {
        authors: "Schoenholz, Gilmer, Ganguli & Sohl-Dickstein",
        title: "Deep information propagation",
        year: 2017,
      },
      study: {
        network: { width: 64, weights: { variance: 2.55 }, bias: { variance: 0.3 } },
        depth: 64,
        ensemble: 16,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;
