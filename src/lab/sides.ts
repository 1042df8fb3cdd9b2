import { type GATED, gatedOf, type NetworkSpec } from "../network/spec.ts";
import type { Scalar } from "../study/schema.ts";
import { SKIP_PATH } from "./axis.ts";
import { short } from "./format.ts";
import { nameOfValue, otherThan, ownValue } from "./side-values.ts";

/** Which field tells the sides apart; a value that is not given is the study's own for A, and one that differs for B. */
export interface SidesChoice {
  path: string;
  values?: readonly [a: Scalar | undefined, b: Scalar | undefined];
}

/** The two sides of the comparison: B is A with another value of one field. */
export interface Sides {
  path: string;
  values: readonly [a: Scalar, b: Scalar];
  names: readonly [a: string, b: string];
  /** Jacobians of a layer on each side, A that of the branch with its factor; null where it is not the skip path that differs. */
  jacobians: readonly [a: string, b: string] | null;
}

export const FIRST_SIDES: SidesChoice = { path: SKIP_PATH };

/** The sides of a network: as they are chosen, else without and with a path past the branch. */
export function sidesOf(network: NetworkSpec, { path, values }: SidesChoice = FIRST_SIDES): Sides {
  if (path === SKIP_PATH) return skipSides(network, values);
  const a = values?.[0] ?? ownValue(network, path);
  const b = values?.[1] ?? otherThan(a, path, network);
  return { path, values: [a, b], names: [nameOfValue(path, a), nameOfValue(path, b)], jacobians: null };
}

function skipSides(network: NetworkSpec, written: SidesChoice["values"]): Sides {
  const own = residualOf(network);
  const [a, b] = both(own.values, (value, side) => written?.[side] ?? value);
  if (a === own.values[0] && b === own.values[1]) return own;
  return {
    path: SKIP_PATH,
    values: [a, b],
    names: [nameOfValue(SKIP_PATH, a), nameOfValue(SKIP_PATH, b)],
    jacobians: [jacobianOf(a), jacobianOf(b)],
  };
}

/**
 * The same branch without and with a path past it. Where depth is time the right side is the network itself: a rate network
 * keeps 1 − dt of its state at every step. The steps of Runge and Kutta have no side without a skip path; Euler's stand for
 * them, and the name says so.
 */
function residualOf(network: NetworkSpec): Sides {
  const { block, dt = 1, integrator } = network;
  const sides = (leak: number, names: Sides["names"]): Sides => ({
    path: SKIP_PATH,
    values: [0, leak],
    names,
    jacobians: [jacobianOf(0), jacobianOf(leak)],
  });
  if (gatedOf(network) !== null) return sides(1, ["plain", "with skip"]);
  if (block === "rate") return sides(Number((1 - dt).toPrecision(10)), ["branch", "rate"]);
  if (block === "neural-ode") return sides(1, ["branch", integrator === "rk4" ? "ODE (Euler)" : "ODE"]);
  return sides(1, ["plain", "residual"]);
}

function jacobianOf(skip: Scalar): string {
  return skip === 0 ? "A" : `${skip === 1 ? "" : `${short(Number(skip))} `}I + A`;
}

/** Gated cells by their names in formulas. */
export const CELLS: Readonly<Record<(typeof GATED)[number], string>> = { gru: "GRU", lstm: "LSTM" };

/** "relu − tanh", "(α = 0.5) − (α = 1)": B − A by their names. */
export function differenceName({ names }: Pick<Sides, "names">): string {
  const [a, b] = both(names, asTerm);
  return `${b} − ${a}`;
}

/** A name as a term of a difference. */
export function asTerm(name: string): string {
  return name.includes("=") ? `(${name})` : name;
}

/** The same done for both sides. */
export function both<In, Out>([a, b]: readonly [In, In], make: (each: In, side: 0 | 1) => Out): [Out, Out] {
  return [make(a, 0), make(b, 1)];
}
