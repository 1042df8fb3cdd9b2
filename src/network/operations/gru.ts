import type { Activation } from "../activations.ts";
import { activationOf } from "../activations.ts";
import type { Bundle, Matrix } from "../bundle.ts";
import { countAlive, type Gate } from "./gate.ts";
import type { MatrixVisitor, Operation } from "./operation.ts";

/**
 * The gated recurrent unit (Cho et al. 2014), in the form of Chung et al. (2014): z = σ(W₁h + b₁), r = σ(W₂h + b₂),
 * g = φ(W₃(r ⊙ h) + b₃), h ← (1 − z) ⊙ h + z ⊙ g. Its derivative along t is
 * (1 − z) ⊙ t + (g − h) ⊙ σ′ ⊙ W₁t + z ⊙ φ′ ⊙ W₃(r ⊙ t + h ⊙ σ′ ⊙ W₂t), the σ′ being those of z and r.
 */
export function gruOperation(n: number, phi: Activation, [update, reset, candidate]: readonly Gate[]): Operation {
  const sigma = activationOf("sigmoid");
  let before = new Float64Array(0);
  // Factors of the derivative, one a unit, at the state that was met last.
  const keep = new Float64Array(n); // 1 − z
  const byUpdate = new Float64Array(n); // (g − h) σ′, of W₁
  const byCandidate = new Float64Array(n); // z φ′, of W₃
  const open = new Float64Array(n); // r
  const byReset = new Float64Array(n); // h σ′, of W₂
  const next = new Float64Array(n);
  let gains = { update: 0, reset: 0, candidate: 0 };

  function select(layer: number): void {
    gains = { update: update.select(layer), reset: reset.select(layer), candidate: candidate.select(layer) };
  }

  /** Column 0 of what goes into r, at states in column 0; every `columns`-th number. */
  function openGate(states: Float64Array, into: Float64Array, columns: number): void {
    for (let i = 0, at = 0; i < n; i++, at += columns) {
      open[i] = sigma.value(into[at]);
      byReset[i] = states[at] * sigma.slope(into[at]);
    }
  }

  /** The other factors, and the next state, in the same way. */
  function mix(states: Float64Array, toUpdate: Float64Array, toCandidate: Float64Array, columns: number): void {
    for (let i = 0, at = 0; i < n; i++, at += columns) {
      const z = sigma.value(toUpdate[at]);
      const g = phi.value(toCandidate[at]);
      // Not 1 − z, which has no digits left where z is near 1.
      keep[i] = sigma.value(-toUpdate[at]);
      byUpdate[i] = (g - states[at]) * sigma.slope(toUpdate[at]);
      byCandidate[i] = z * phi.slope(toCandidate[at]);
      next[i] = keep[i] * states[at] + z * g;
    }
  }

  return {
    push(bundle: Bundle, layer: number): void {
      const { columns, data } = bundle;
      select(layer);
      if (before.length !== data.length) before = new Float64Array(data.length);
      before.set(data);
      const u = update.push(bundle);
      const v = reset.push(bundle);
      openGate(before, v, columns);
      for (let i = 0, at = 0; i < n; i++) {
        data[at++] = open[i] * before[i * columns];
        for (let c = 1; c < columns; c++, at++) data[at] = open[i] * before[at] + byReset[i] * v[at];
      }
      const w = candidate.push(bundle);
      mix(before, u, w, columns);
      for (let i = 0, at = 0; i < n; i++) {
        data[at++] = next[i];
        for (let c = 1; c < columns; c++, at++) {
          data[at] = keep[i] * before[at] + byUpdate[i] * u[at] + byCandidate[i] * w[at];
        }
      }
      bundle.rank = Math.min(bundle.rank, rankOf());
      bundle.spans = bundle.rank === bundle.rows;
    },
    resize(sizes) {
      const inner = sizes.map((size, i) => open[i] * size);
      const largest = most(sizes);
      for (let i = 0; i < n; i++) inner[i] += Math.abs(byReset[i]) * gains.reset * largest;
      const through = most(inner);
      for (let i = 0; i < n; i++) {
        sizes[i] *= keep[i];
        sizes[i] +=
          Math.abs(byUpdate[i]) * gains.update * largest + Math.abs(byCandidate[i]) * gains.candidate * through;
      }
    },
    pull(cotangents: Matrix, state: Float64Array, _exponent: number, layer: number, visit?: MatrixVisitor): void {
      const { columns, data } = cotangents;
      select(layer);
      openGate(state, reset.at(state), 1);
      const gated = state.map((h, i) => open[i] * h);
      mix(state, update.at(state), candidate.at(gated), 1);
      const through = (factors: Float64Array, of: Float64Array): Matrix => ({
        rows: n,
        columns,
        data: of.map((value, at) => factors[Math.floor(at / columns)] * value),
      });
      const send = (matrix: number, gate: Gate, at: Matrix, input: Float64Array): Float64Array => {
        visit?.(matrix, at, input, 0);
        gate.pull(at.data, columns);
        return at.data;
      };
      const inner = send(2, candidate, through(byCandidate, data), gated);
      const back = send(1, reset, through(byReset, inner), state);
      const also = send(0, update, through(byUpdate, data), state);
      for (let i = 0, at = 0; i < n; i++) {
        for (let c = 0; c < columns; c++, at++) {
          data[at] = keep[i] * data[at] + open[i] * inner[at] + back[at] + also[at];
        }
      }
    },
  };

  /**
   * Rows of the Jacobian that are not zeros bound its rank; so does the sum over its terms, of which the last is that of W₃ between
   * the rows before and behind it.
   */
  function rankOf(): number {
    const [byW1, byW3] = [gains.update !== 0, gains.candidate !== 0];
    let alive = 0;
    let inner = 0;
    for (let i = 0; i < n; i++) {
      if (keep[i] !== 0 || (byW1 && byUpdate[i] !== 0) || (byW3 && byCandidate[i] !== 0)) alive++;
      if (open[i] !== 0 || (gains.reset !== 0 && byReset[i] !== 0)) inner++;
    }
    const candidates = byW3 ? Math.min(inner, countAlive(byCandidate)) : 0;
    return Math.min(alive, countAlive(keep) + (byW1 ? countAlive(byUpdate) : 0) + candidates);
  }
}

function most(sizes: Float64Array): number {
  return sizes.reduce((largest, size) => Math.max(largest, size), 0);
}
