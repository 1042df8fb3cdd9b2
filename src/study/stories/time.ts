import type { Story, Variant } from "./story.ts";

// Networks whose depth is time.

export const recurrent = {
  id: "time-is-depth",
  title: "Time is depth",
  variants: [
    {
      id: "tanh-rnn",
      name: "tanh RNN",
      claim:
        "One W for all steps, σ_w² = g²: without biases chaos begins at g = 1, with them later (the line, n → ∞), and 64 units hold out longer still, on fixed points and cycles.",
      attempt: "Move “width n” to 256: chaos begins nearer to the line.",
      source: {
        authors: "Engelken, Wolf & Abbott",
        title: "Lyapunov spectra of chaotic recurrent neural networks",
        year: 2023,
      },
      study: {
        network: { block: "rnn", width: 64, weights: { variance: 3.95 }, bias: { variance: 0.02 } },
        depth: 128,
        ensemble: 4,
        seed: 42,
      },
    },
    {
      id: "orthogonal-rnn",
      name: "orthogonal RNN",
      claim:
        "A linear recurrent network with orthogonal W: all n exponents are ½ ln σ_w², one flat line that crosses 0 at σ_w² = 1.",
      attempt: "Press → on the plane: the whole line rises above 0 at once.",
      source: {
        authors: "Henaff, Szlam & LeCun",
        title: "Recurrent orthogonal networks and long-memory tasks",
        year: 2016,
      },
      study: {
        network: {
          block: "rnn",
          width: 32,
          activation: "linear",
          weights: { law: "orthogonal", variance: 1 },
          bias: { variance: 0.02 },
        },
        depth: 128,
        ensemble: 4,
        seed: 42,
      },
      sides: { path: "network.weights.law", values: ["gaussian", "orthogonal"] },
    },
    {
      id: "rate-network",
      name: "rate network",
      claim:
        "dh/dt = −h + W φ(h): the leak puts all exponents around −1 per unit time; W fans them out, until λ₁ comes to 0 a little beyond g = 1.",
      attempt: "Press ← on the plane to σ_w² near 0: the fan closes around −1.",
      source: {
        authors: "Sompolinsky, Crisanti & Sommers",
        title: "Chaos in random neural networks",
        year: 1988,
      },
      study: {
        network: { block: "rate", width: 48, weights: { variance: 3.95 }, bias: { variance: 0.02 } },
        depth: 128,
        ensemble: 4,
        seed: 42,
      },
    },
    {
      id: "gru",
      name: "GRU, update gate shut",
      claim:
        "With its update gate almost shut the cell hands its state on: nearly all exponents stay near 0, and λ₁ does everywhere on the plane.",
      attempt: "Set the gate bias “update” to 4: the gate opens, and the exponents fan out below 0.",
      source: {
        authors: "Can, Krishnamurthy & Schwab",
        title: "Gating creates slow modes and controls phase-space complexity in GRUs and LSTMs",
        year: 2020,
      },
      study: {
        network: {
          block: "gru",
          width: 24,
          gates: { update: { bias: { mean: -4 } } },
          weights: { variance: 2.05 },
          bias: { variance: 0.1 },
        },
        depth: 64,
        ensemble: 2,
        seed: 42,
      },
    },
    {
      id: "lstm",
      name: "LSTM, forget gate open",
      claim:
        "An open forget gate carries c from step to step: half of the 2n exponents come near 0, those of h stay far below.",
      attempt: "Set the gate bias “forget” to 0: c is forgotten too, and its exponents fall.",
      source: {
        authors: "Gers, Schmidhuber & Cummins",
        title: "Learning to forget: continual prediction with LSTM",
        year: 2000,
      },
      study: {
        network: {
          block: "lstm",
          width: 16,
          gates: { forget: { bias: { mean: 4 } } },
          weights: { variance: 2.05 },
          bias: { variance: 0.1 },
        },
        depth: 64,
        ensemble: 4,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;

const ODE = {
  source: {
    authors: "Chen, Rubanova, Bettencourt & Duvenaud",
    title: "Neural ordinary differential equations",
    year: 2018,
  },
  sides: { path: "network.integrator", values: ["euler", "rk4"] },
} as const satisfies Partial<Variant>;

/** The same flow over the same time, by steps of another length or kind. */
function flow(dt: number, integrator: "euler" | "rk4") {
  return {
    network: { block: "neural-ode", width: 32, integrator, dt, weights: { variance: 2.05 }, bias: { variance: 0.1 } },
    horizon: 6.4,
    ensemble: 2,
    seed: 42,
  } as const;
}

export const continuousDepth = {
  id: "continuous-depth",
  title: "Continuous depth",
  variants: [
    {
      id: "euler-coarse",
      name: "Euler, dt = 0.4",
      claim:
        "A residual network is an Euler step of dh/dt = φ(W h + b); per unit time its exponents tend to those of the flow as dt → 0, and with dt = 0.4 they already have its shape.",
      attempt: "Choose “Euler, dt = 0.1” above: four times the steps, nearly the same spectrum per unit time.",
      ...ODE,
      study: flow(0.4, "euler"),
    },
    {
      id: "euler-fine",
      name: "Euler, dt = 0.1",
      claim:
        "With a quarter of the step, four times as many layers make the same spectrum per unit time: what is left of the error is in proportion to dt.",
      attempt: "Choose “Runge–Kutta, dt = 0.1” above: the error left is too small to be seen.",
      ...ODE,
      study: flow(0.1, "euler"),
    },
    {
      id: "neural-ode",
      name: "Runge–Kutta, dt = 0.1",
      claim:
        "Steps of order 4 are the flow to the eye: exponents on both sides of 0, λ₁ falling with time as states grow and φ saturates, and an adjoint that agrees with backpropagation.",
      attempt: "Set “time step dt” to 0.4: a quarter of the steps, the same exponents per unit time.",
      ...ODE,
      study: flow(0.1, "rk4"),
    },
  ],
} as const satisfies Story;
