import { activationOf } from "../../src/network/activations.ts";
import { matrixCount, type NetworkSpec } from "../../src/network/spec.ts";
import { weightSource } from "../../src/network/weights.ts";

/** Rows of W. */
export type Rows = Float64Array[];

/** A recurrent network written out: explicit weights and what is added to W h, to be changed as one likes. */
export interface ExplicitNetwork {
  /** [layer][matrix]; one layer where weights are tied. */
  weights: Rows[][];
  /** dh/dt where layers are steps of time, else the branch. */
  branch(h: Float64Array, layer: number): Float64Array;
  /** h_L of h_first. */
  forward(h: Float64Array, first?: number): Float64Array;
}

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

/** By the equations of the blocks rnn, gru, lstm and neural-ode; dense gaussian weights. */
export function explicitNetwork(spec: NetworkSpec, depth: number, seed: number, index: number): ExplicitNetwork {
  const { width: n, integrator, dt = 1, skip, scale } = spec;
  const { value: phi } = activationOf(spec.activation);
  const sources = Array.from({ length: matrixCount(spec) }, (_, matrix) => weightSource(spec, seed, index, matrix));
  const perLayer = <T>(make: (layer: number, matrix: number) => T, tied: boolean): T[][] =>
    Array.from({ length: tied ? 1 : depth }, (_, layer) => sources.map((_, matrix) => make(layer, matrix)));
  const weights = perLayer((layer, matrix) => {
    sources[matrix].select(layer);
    const factor = Math.sqrt(spec.weights.variance / n);
    return Array.from({ length: n }, (_, row) => Float64Array.from(sources[matrix].row(row), (w) => w * factor));
  }, spec.tied);
  const added = perLayer((layer, matrix) => {
    sources[matrix].select(layer);
    const [beta, xi] = [Float64Array.from(sources[matrix].bias()), Float64Array.from(sources[matrix].drive(layer))];
    const mean = spec.gates?.[matrix].bias.mean ?? 0;
    const [b, x] = [Math.sqrt(spec.bias.variance), Math.sqrt(spec.input.everyLayer ?? 0)];
    return beta.map((each, i) => mean + b * each + x * xi[i]);
  }, false);

  function linear(matrix: number, h: ArrayLike<number>, layer: number): Float64Array {
    const rows = weights[spec.tied ? 0 : layer][matrix];
    return added[layer][matrix].map((b, i) => rows[i].reduce((sum, w, j) => sum + w * h[j], b));
  }

  function branch(h: Float64Array, layer: number): Float64Array {
    const [name] = spec.branch;
    if (name === "gru") {
      const [z, r] = [0, 1].map((gate) => linear(gate, h, layer).map(sigma));
      const g = linear(
        2,
        h.map((x, i) => r[i] * x),
        layer,
      ).map(phi);
      return h.map((x, i) => (1 - z[i]) * x + z[i] * g[i]);
    }
    if (name === "lstm") {
      const [i, f, o] = [0, 1, 3].map((gate) => linear(gate, h, layer).map(sigma));
      const g = linear(2, h, layer).map(phi);
      const c = f.map((keep, unit) => keep * h[n + unit] + i[unit] * g[unit]);
      return Float64Array.from([...c.map((x, unit) => o[unit] * phi(x)), ...c]);
    }
    return linear(0, h, layer).map(phi);
  }

  function step(h: Float64Array, layer: number): Float64Array {
    const along = (by: number, k: Float64Array): Float64Array => h.map((x, i) => x + by * k[i]);
    const k1 = branch(h, layer);
    if (integrator !== "rk4") return h.map((x, i) => skip * x + scale * k1[i]);
    const k2 = branch(along(dt / 2, k1), layer);
    const k3 = branch(along(dt / 2, k2), layer);
    const k4 = branch(along(dt, k3), layer);
    return h.map((x, i) => x + (dt / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
  }

  function forward(from: Float64Array, first = 0): Float64Array {
    let h = from;
    for (let layer = first; layer < depth; layer++) h = step(h, layer);
    return h;
  }
  return { weights, branch, forward };
}
