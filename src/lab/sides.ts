import { type GATED, gatedOf, type NetworkSpec } from "../network/spec.ts";

/** The two sides of the heatmap: the same branch without and with a path past it. */
export interface Sides {
  /** Factor of the skip path on each side. */
  skips: readonly [number, number];
  names: readonly [string, string];
  /** Jacobians of a layer on each side, A that of the branch with its factor. */
  jacobians: readonly [string, string];
}

/**
 * Where depth is time the right side is the network itself: a rate network keeps 1 − dt of its state at every step. The steps
 * of Runge and Kutta have no side without a skip path; Euler's stand for them, and the name says so.
 */
export function sidesOf(network: Pick<NetworkSpec, "block" | "dt" | "integrator" | "branch">): Sides {
  const { block, dt = 1, integrator } = network;
  if (gatedOf(network) !== null) return { ...RESIDUAL, names: ["plain", "with skip"] };
  if (block === "rate") {
    const leak = Number((1 - dt).toPrecision(10));
    return {
      skips: [0, leak],
      names: ["branch", "rate"],
      jacobians: ["A", leak === 0 ? "A" : `${leak === 1 ? "" : `${leak} `}I + A`],
    };
  }
  if (block === "neural-ode") {
    const name = integrator === "rk4" ? "ODE (Euler)" : "ODE";
    return { skips: [0, 1], names: ["branch", name], jacobians: ["A", "I + A"] };
  }
  return RESIDUAL;
}

/** Layers without and with a skip path. */
export const RESIDUAL: Sides = { skips: [0, 1], names: ["plain", "residual"], jacobians: ["A", "I + A"] };

/** Gated cells by their names in formulas. */
export const CELLS: Readonly<Record<(typeof GATED)[number], string>> = { gru: "GRU", lstm: "LSTM" };
