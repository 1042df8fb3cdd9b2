import { expect } from "vitest";
import { randomNetwork } from "../../src/network/network.ts";
import { type ActivationName, type NetworkSpec, operationsOf, stateDimension } from "../../src/network/spec.ts";
import { LayerTrace } from "../../src/network/trace.ts";
import { bundleOf, columnOf, dot, identity, matrixOf, norm } from "./bundles.ts";
import { type Random, random } from "./random.ts";

/** Activations whose slope jumps at 0. */
export const KINKED: readonly ActivationName[] = ["relu", "leaky-relu", "selu"];

/** One layer of a network. */
interface Layer {
  spec: NetworkSpec;
  layer: number;
}

/** h_{l+1} of h_l, and on which side of 0 everything was that went into an activation. */
function forward({ spec, layer }: Layer, state: ArrayLike<number>): { state: Float64Array; sides: number[] } {
  const trace = traceOf(spec);
  const bundle = bundleOf(state);
  randomNetwork(spec, 42, 1).push(bundle, layer, trace);
  const sides = operationsOf(spec).flatMap((name, at) =>
    name === "activation" && KINKED.includes(spec.activation) ? Array.from(trace.input(at), Math.sign) : [],
  );
  return { state: columnOf(bundle, 0).map((x) => x * 2 ** bundle.exponent), sides };
}

function traceOf(spec: NetworkSpec): LayerTrace {
  return new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
}

/** The Jacobian by finite differences, its columns; null where a kink or a sharp bend is too near. */
function differences(at: Layer, state: Float64Array): Float64Array[] | null {
  const { sides } = forward(at, state);
  const columns: Float64Array[] = [];
  for (let j = 0; j < state.length; j++) {
    const central = (step: number): Float64Array | null => {
      const [above, below] = [step, -step].map((by) =>
        forward(
          at,
          state.map((x, i) => (i === j ? x + by : x)),
        ),
      );
      if (![above, below].every((side) => side.sides.every((sign, i) => sign === sides[i]))) return null;
      return above.state.map((x, i) => (x - below.state[i]) / (2 * step));
    };
    const [wide, narrow] = [central(2e-5), central(1e-5)];
    if (wide === null || narrow === null) return null;
    // What the step leaves over falls with its square (Richardson 1911).
    const column = narrow.map((x, i) => x + (x - wide[i]) / 3);
    if (norm(narrow.map((x, i) => x - wide[i])) > 1e-3 * (1 + norm(column))) return null;
    columns.push(column);
  }
  return columns;
}

/** A state, and the Jacobian there by finite differences. */
function sample(at: Layer, { normals }: Random): { state: Float64Array; columns: Float64Array[] } | null {
  for (let attempt = 0; attempt < 60; attempt++) {
    const state = normals(stateDimension(at.spec));
    const columns = differences(at, state);
    if (columns !== null) return { state, columns };
  }
  return null;
}

/** `push` and `pull` of a layer are its derivative, and its transposed one; `what` goes before the message of a failure. */
export function expectDerivative(spec: NetworkSpec, layer: number, seed: number, what: string): void {
  const at = { spec, layer };
  const found = sample(at, random(seed));
  expect(found, `${what}: no state where the layer is smooth`).not.toBeNull();
  if (found === null) return;
  const { state, columns } = found;
  const units = identity(state.length);
  const network = randomNetwork(spec, 42, 1);
  const trace = traceOf(spec);
  network.push(bundleOf(state), layer, trace);
  const pushed = bundleOf(state, units);
  network.push(pushed, layer);
  const pulled = matrixOf(units);
  network.pull(pulled, trace, layer);
  const jacobian = units.map((_, c) => columnOf(pushed, 1 + c));
  const transposed = units.map((_, c) => columnOf(pulled, c));
  // Rounding inside a layer is relative to what is there before it cancels.
  const size = Math.max(...columns.map(norm));
  const rounding = Math.max(size, ...network.rowSizes());
  jacobian.forEach((column, c) => {
    const error = norm(column.map((x, i) => x - columns[c][i]));
    expect(error, `${what}: J e_${c}`).toBeLessThanOrEqual(1e-6 * (size + norm(forward(at, state).state)));
    transposed.forEach((row, i) => {
      expect(Math.abs(row[c] - column[i]), `${what}: (Jᵀ)_${c}${i}`).toBeLessThanOrEqual(1e-13 * rounding);
    });
  });
  // Any cotangent, not the unit vectors alone.
  const { normals } = random(seed + 1);
  const [tangent, cotangent] = [normals(state.length), normals(state.length)];
  const [forth, back] = [bundleOf(state, [tangent]), matrixOf([cotangent])];
  network.push(forth, layer);
  network.pull(back, trace, layer);
  const gap = Math.abs(dot(cotangent, columnOf(forth, 1)) - dot(columnOf(back, 0), tangent));
  expect(gap, `${what}: ⟨e, J t⟩ = ⟨Jᵀe, t⟩`).toBeLessThanOrEqual(
    1e-13 * state.length * rounding * norm(tangent) * norm(cotangent),
  );
}

/** Whether anything but 0 comes out of a layer's derivative somewhere: a test of zeros alone tests nothing. */
export function isAlive(spec: NetworkSpec, layer: number, seed: number): boolean {
  const state = random(seed).normals(stateDimension(spec));
  const bundle = bundleOf(state, identity(state.length));
  randomNetwork(spec, 42, 1).push(bundle, layer);
  return identity(state.length).some((_, c) => norm(columnOf(bundle, 1 + c)) > 1e-3);
}
