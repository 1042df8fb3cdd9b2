import type { BlockName, NetworkSpec } from "./spec.ts";

/** What a block fills in, what it is, and where it comes from. */
export interface Block extends Pick<NetworkSpec, "skip" | "scale" | "branch" | "after" | "tied"> {
  /** The layer, h being the state, φ the activation, V a second matrix. */
  equation: string;
  source: string;
  /** Time of a layer, where depth is time and none is written. */
  dt?: number;
}

/** The named architectures; every field may still be set by the user. */
export const BLOCK: Readonly<Record<BlockName, Block>> = {
  plain: {
    ...layer(0, ["linear", "activation"]),
    equation: "h ← φ(W h + b)",
    source: "multilayer perceptron",
  },
  residual: {
    ...layer(1, ["linear", "activation"]),
    equation: "h ← h + α φ(W h + b)",
    source: "Yang & Schoenholz 2017",
  },
  "residual-two-matrix": {
    ...layer(1, ["linear", "activation", "linear"]),
    equation: "h ← h + α (V φ(W h + b) + c)",
    source: "He et al. 2015; Yang & Schoenholz 2017",
  },
  preactivation: {
    ...layer(1, ["activation", "linear"]),
    equation: "h ← h + α (W φ(h) + b)",
    source: "He et al. 2016",
  },
  preln: {
    ...layer(1, ["layernorm", "linear", "activation", "linear"]),
    equation: "h ← h + α (V φ(W LN(h) + b) + c)",
    source: "Xiong et al. 2020",
  },
  postln: {
    ...layer(1, ["linear", "activation", "linear"], ["layernorm"]),
    equation: "h ← LN(h + α (V φ(W h + b) + c))",
    source: "Vaswani et al. 2017",
  },
  "layernorm-mlp": {
    ...layer(0, ["linear", "layernorm", "activation"]),
    equation: "h ← φ(LN(W h + b))",
    source: "Ba, Kiros & Hinton 2016",
  },
  "batchnorm-mlp": {
    ...layer(0, ["linear", "batchnorm", "activation"]),
    equation: "h ← φ(BN(W h + b))",
    source: "Ioffe & Szegedy 2015; Yang et al. 2019",
  },
  "batchnorm-residual": {
    ...layer(1, ["linear", "batchnorm", "activation", "linear"]),
    equation: "h ← h + α (V φ(BN(W h + b)) + c)",
    source: "He et al. 2015; De & Smith 2020",
  },
  rnn: {
    ...recurrent(0, ["linear", "activation"]),
    equation: "h ← φ(W h + b + x)",
    source: "Elman 1990; Engelken, Wolf & Abbott 2023",
  },
  rate: {
    ...recurrent(0, ["activation", "linear"]),
    dt: 0.1,
    equation: "h ← (1 − dt) h + dt (W φ(h) + b + x)",
    source: "Sompolinsky, Crisanti & Sommers 1988",
  },
  gru: {
    ...recurrent(0, ["gru"]),
    equation: "h ← (1 − z) ⊙ h + z ⊙ φ(W₃ (r ⊙ h) + b₃), z = σ(W₁ h + b₁), r = σ(W₂ h + b₂)",
    source: "Cho et al. 2014; Chung et al. 2014",
  },
  lstm: {
    ...recurrent(0, ["lstm"]),
    equation: "c ← f ⊙ c + i ⊙ φ(W₃ h + b₃), h ← o ⊙ φ(c), i = σ(W₁ h + b₁), f = σ(W₂ h + b₂), o = σ(W₄ h + b₄)",
    source: "Hochreiter & Schmidhuber 1997; Gers et al. 2000",
  },
  "neural-ode": {
    ...recurrent(1, ["linear", "activation"]),
    dt: 0.1,
    equation: "dh/dt = φ(W h + b)",
    source: "Chen et al. 2018",
  },
};

function layer(skip: number, branch: NetworkSpec["branch"], after: NetworkSpec["after"] = []) {
  return { skip, scale: 1, branch, after, tied: false };
}

/** Time is depth: the same weights in every layer. */
function recurrent(skip: number, branch: NetworkSpec["branch"]) {
  return { ...layer(skip, branch), tied: true };
}
