import type { Story } from "./story.ts";

// What is done against gradients that vanish or explode, and what that does.

export const residual = {
  id: "residual",
  title: "Residual tames",
  variants: [
    {
      id: "residual-linear",
      name: "linear",
      claim:
        "A skip path replaces each Jacobian A by I + αA: the spectrum becomes a small perturbation of the identity’s, whose exponents are all 0, and its spread is α² where that of A is of order 1.",
      attempt:
        "Press ← on the plane: halving α makes the spread of I + αA four times smaller, and leaves that of A as it is.",
      source: {
        authors: "Cohen & Newman",
        title: "The stability of large random matrices and their products",
        year: 1984,
      },
      study: {
        network: { block: "residual", width: 32, activation: "linear", scale: 0.3, weights: { variance: 1 } },
        depth: 64,
        ensemble: 8,
        seed: 42,
      },
    },
    {
      id: "residual-relu",
      name: "ReLU",
      claim:
        "A branch with a mean, as ReLU without a second matrix has, costs more: λ₁ is of order α instead of α², while the rest of the spectrum stays as tame as before.",
      attempt: "Set “block” to residual-two-matrix: the second matrix has no mean, and λ₁ falls to order α².",
      source: {
        authors: "Yang & Schoenholz",
        title: "Mean field residual networks: on the edge of chaos",
        year: 2017,
      },
      study: {
        network: { block: "residual", width: 32, activation: "relu", scale: 0.3, weights: { variance: 2 } },
        depth: 64,
        ensemble: 8,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;

export const anyResidual = {
  id: "any-residual",
  title: "Any network is residual",
  variants: [
    {
      id: "gradient-scale",
      name: "LayerNorm tanh",
      claim:
        "Every layer can be written as h + r(h); what counts is how small r is beside h, and the gradient scale coefficient says it: without a skip path GSC explodes with depth, diluted by one it stays near 1.",
      attempt: "Move the cursor of the heatmap to a larger scale α: r is diluted less, and GSC grows faster.",
      source: {
        authors: "Philipp, Song & Carbonell",
        title: "Gradients explode – deep networks are shallow – ResNet explained",
        year: 2018,
      },
      study: {
        network: { block: "preln", width: 48, activation: "tanh", scale: 0.3, weights: { variance: 1 } },
        depth: 64,
        ensemble: 4,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;

export const normalisation = {
  id: "normalisation",
  title: "Normalisation is not a cure",
  variants: [
    {
      id: "batchnorm-relu",
      name: "BatchNorm ReLU",
      claim:
        "Batch normalisation keeps states in range and makes gradients explode: in ReLU networks without skip paths they grow by 1.21 a layer when layers and batches are large, by more in small batches, and in a ResNet by far less.",
      attempt: "Move “batch B” to 4: the plain side explodes faster still.",
      source: {
        authors: "Yang, Pennington, Rao, Sohl-Dickstein & Schoenholz",
        title: "A mean field theory of batch normalization",
        year: 2019,
      },
      study: {
        network: {
          block: "batchnorm-residual",
          width: 32,
          batch: 8,
          activation: "relu",
          scale: 0.3,
          weights: { variance: 1 },
        },
        depth: 32,
        ensemble: 2,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;

export const clipping = {
  id: "clipping",
  title: "Clipping, spectral norm",
  variants: [
    {
      id: "clipped",
      name: "clipping",
      claim:
        "Clipping caps the length of gradients that explode and does no more: what vanishes goes on vanishing, and neither the direction of a gradient nor λ₁ or the Jacobian change.",
      attempt: "Clear “clip at” above the heatmap: from the output to the input gradients grow by decades again.",
      source: {
        authors: "Pascanu, Mikolov & Bengio",
        title: "On the difficulty of training recurrent neural networks",
        year: 2013,
      },
      study: {
        network: { width: 64, activation: "tanh", weights: { variance: 5.1 }, bias: { variance: 0.1 } },
        depth: 64,
        ensemble: 8,
        seed: 42,
      },
      clip: { norm: 10, per: "layer" },
    },
    {
      id: "spectral-norm",
      name: "‖W‖₂ = 1",
      claim:
        "Rescaling every W to ‖W‖₂ = 1 moves the spectrum down as a whole: nothing can explode any more, but the fan is as wide as before, and gradients nearly halve in every layer.",
      attempt:
        "Press → on the plane to ‖W‖₂ = 1.8, the norm that these Gaussian weights have by themselves: λ₁ is back near 0.",
      source: {
        authors: "Miyato, Kataoka, Koyama & Yoshida",
        title: "Spectral normalization for generative adversarial networks",
        year: 2018,
      },
      study: {
        network: { width: 8, activation: "linear", weights: { variance: 1, spectralNorm: 1 } },
        depth: 16,
        ensemble: 2,
        seed: 42,
      },
    },
  ],
} as const satisfies Story;
