import type { Activation } from "../activations.ts";
import { activationOf } from "../activations.ts";
import type { Bundle, Matrix } from "../bundle.ts";
import type { Gate } from "./gate.ts";
import type { MatrixVisitor, Operation } from "./operation.ts";

/**
 * Long short-term memory with a forget gate (Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000), without
 * peepholes. The state is (h, c), h in the first n of 2n rows: i, f, o = σ(W h + b) each with its own W and b,
 * g = φ(W₃h + b₃), c ← f ⊙ c + i ⊙ g, h ← o ⊙ φ(c). Its derivative along (s, t) is
 * t ← f ⊙ t + (c ⊙ f′ ⊙ W₂ + g ⊙ i′ ⊙ W₁ + i ⊙ g′ ⊙ W₃)s and s ← o ⊙ φ′(c) ⊙ t + φ(c) ⊙ o′ ⊙ W₄s, a prime being the derivative of a
 * gate by what goes into it, and c and t in s those behind the layer.
 */
export function lstmOperation(n: number, phi: Activation, gates: readonly Gate[]): Operation {
  const sigma = activationOf("sigmoid");
  // Factors of the derivative, one a unit, at the state that was met last.
  const keep = new Float64Array(n); // f
  const show = new Float64Array(n); // o φ′(c)
  /** Of every gate's W: the first three in c, the last in h. */
  const by = gates.map(() => new Float64Array(n));
  const next = new Float64Array(2 * n);
  let gains: number[] = [];

  /** Factors, and the next state, at states in column 0 and what goes into the gates; every `columns`-th number. */
  function meet(states: Float64Array, [i, f, g, o]: readonly Float64Array[], columns: number): void {
    const cells = n * columns;
    for (let unit = 0, at = 0; unit < n; unit++, at += columns) {
      const [input, forget, output] = [sigma.value(i[at]), sigma.value(f[at]), sigma.value(o[at])];
      const value = phi.value(g[at]);
      const before = states[cells + at];
      const cell = forget * before + input * value;
      const shown = phi.value(cell);
      keep[unit] = forget;
      show[unit] = output * phi.slope(cell);
      by[0][unit] = value * sigma.slope(i[at]);
      by[1][unit] = before * sigma.slope(f[at]);
      by[2][unit] = input * phi.slope(g[at]);
      by[3][unit] = shown * sigma.slope(o[at]);
      next[unit] = output * shown;
      next[n + unit] = cell;
    }
  }

  return {
    push(bundle: Bundle, layer: number): void {
      const { columns, data } = bundle;
      gains = gates.map((gate) => gate.select(layer));
      const into = gates.map((gate) => gate.push(bundle));
      meet(data, into, columns);
      const [i, f, g, o] = into;
      const cells = n * columns;
      for (let unit = 0, at = 0; unit < n; unit++) {
        data[at] = next[unit];
        data[cells + at] = next[n + unit];
        at++;
        for (let c = 1; c < columns; c++, at++) {
          const sum = by[0][unit] * i[at] + by[1][unit] * f[at] + by[2][unit] * g[at];
          const cell = keep[unit] * data[cells + at] + sum;
          data[cells + at] = cell;
          data[at] = show[unit] * cell + by[3][unit] * o[at];
        }
      }
      bundle.rank = Math.min(bundle.rank, rankOf());
      bundle.spans = bundle.rank === bundle.rows;
    },
    resize(sizes) {
      let largest = 0;
      for (let unit = 0; unit < n; unit++) largest = Math.max(largest, sizes[unit]);
      const mixed = (gate: number, unit: number): number => Math.abs(by[gate][unit]) * gains[gate] * largest;
      for (let unit = 0; unit < n; unit++) {
        sizes[n + unit] = keep[unit] * sizes[n + unit] + mixed(0, unit) + mixed(1, unit) + mixed(2, unit);
        sizes[unit] = Math.abs(show[unit]) * sizes[n + unit] + mixed(3, unit);
      }
    },
    pull(cotangents: Matrix, state: Float64Array, _exponent: number, layer: number, visit?: MatrixVisitor): void {
      const { columns, data } = cotangents;
      const hidden = state.slice(0, n);
      gains = gates.map((gate) => gate.select(layer));
      meet(
        state,
        gates.map((gate) => gate.at(hidden)),
        1,
      );
      const half = n * columns;
      // What comes to c comes through h too.
      for (let at = 0; at < half; at++) data[half + at] += show[Math.floor(at / columns)] * data[at];
      const sum = new Float64Array(half);
      gates.forEach((gate, matrix) => {
        const from = matrix === 3 ? 0 : half;
        const own = { rows: n, columns, data: new Float64Array(half) };
        for (let at = 0; at < half; at++) own.data[at] = by[matrix][Math.floor(at / columns)] * data[from + at];
        visit?.(matrix, own, hidden, 0);
        gate.pull(own.data, columns);
        for (let at = 0; at < half; at++) sum[at] += own.data[at];
      });
      for (let at = 0; at < half; at++) data[half + at] *= keep[Math.floor(at / columns)];
      data.set(sum);
    },
  };

  /**
   * With h less o φ′(c) times c taken from it, rows of zeros are those of c that nothing reaches and those of h with
   * φ(c) o′ = 0; and c reaches the next state through f alone. Both bound the rank.
   */
  function rankOf(): number {
    let rows = 0;
    let kept = 0;
    for (let unit = 0; unit < n; unit++) {
      const reached = (gate: number): boolean => gains[gate] !== 0 && by[gate][unit] !== 0;
      if (keep[unit] !== 0 || reached(0) || reached(1) || reached(2)) rows++;
      if (reached(3)) rows++;
      if (keep[unit] !== 0) kept++;
    }
    const hidden = gains.some((gain) => gain !== 0) ? n : 0;
    return Math.min(rows, hidden + kept);
  }
}
