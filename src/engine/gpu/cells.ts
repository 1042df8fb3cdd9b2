import { type GatedName, gatedOf, type NetworkSpec, operationsOf, stagesOf } from "../../network/spec.ts";

/** A step of a cell between its matrices: WGSL calls in which OWN stands for its number. */
export interface Move {
  push: string;
  pull: readonly string[];
  own?: number;
}

/** A step through a matrix; `at`: the place of what it is given in the layer's trace. */
export interface Through {
  matrix: number;
  at: number;
}

/** A gated cell as a list of steps, over the bundle in hand and others in slots. */
export interface GatedCell {
  steps: readonly (Move | Through)[];
  /** Bundles beside the one that matrices work on, or with it, where that is not all of the state. */
  slots: number;
  /** Vectors of n numbers that the way forward leaves for the way back. */
  traces: number;
}

/** The steps of shaders/rows/gru.wgsl and lstm.wgsl. */
export const CELLS: Readonly<Record<GatedName, GatedCell>> = {
  gru: {
    steps: [
      { push: "keepIn(OWN);", own: 0, pull: ["pullBefore();"] },
      { matrix: 0, at: 0 },
      { push: "keepIn(OWN);", own: 1, pull: [] },
      { push: "takeFrom(OWN);", own: 0, pull: ["pullUpdate(layer);"] },
      { matrix: 1, at: 0 },
      { push: "openReset(layer);", pull: ["pullReset(layer);"] },
      { matrix: 2, at: 1 },
      { push: "closeGru(layer);", pull: ["pullClose(layer);"] },
    ],
    slots: 2,
    traces: 7,
  },
  lstm: {
    steps: [
      { push: "openLstm();", pull: ["pullKept(layer);"] },
      ...[0, 1, 2, 3].flatMap((matrix) => [
        { push: "takeHidden();", pull: ["pullHidden();"] },
        { matrix, at: 0 },
        { push: "keepIn(OWN);", own: 1 + matrix, pull: ["pullGate(layer, OWN - 1u);"] },
      ]),
      { push: "closeLstm(layer);", pull: ["pullShown(layer);"] },
    ],
    slots: 5,
    traces: 7,
  },
};

/** Bundles of n · B rows that a layer needs beside the state, its copy for the skip path, and the result of a product. */
export function slotsOf(network: NetworkSpec): number {
  const gated = gatedOf(network);
  if (gated !== null) return CELLS[gated].slots;
  return stagesOf(network) > 1 ? 1 : 0;
}

/** Vectors of n · B numbers in the trace of a layer. */
export function tracesOf(network: NetworkSpec): number {
  const gated = gatedOf(network);
  return gated === null ? stagesOf(network) * operationsOf(network).length : CELLS[gated].traces;
}

/** Vectors of n · B numbers that the state is made of. */
export function vectorsOf(network: NetworkSpec): number {
  return gatedOf(network) === "lstm" ? 2 : 1;
}
