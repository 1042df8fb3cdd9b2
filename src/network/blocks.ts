import type { BlockName, NetworkSpec } from "./spec.ts";

/** What a block fills in, what it is, and where it comes from. */
export interface Block extends Pick<NetworkSpec, "skip" | "scale" | "branch" | "after" | "tied"> {
  /** The layer, h being the state, φ the activation, V a second matrix. */
  equation: string;
  source: string;
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
};

function layer(skip: number, branch: NetworkSpec["branch"], after: NetworkSpec["after"] = []) {
  return { skip, scale: 1, branch, after, tied: false };
}
