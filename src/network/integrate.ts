import type { Bundle, Matrix } from "./bundle.ts";
import type { Chain } from "./chain.ts";
import type { MatrixVisitor } from "./operations/operation.ts";
import type { Integrator } from "./spec.ts";
import type { LayerTrace } from "./trace.ts";

/** A stage of an explicit step: how far along the stage before it f is taken, and its part of the step. */
export interface Stage {
  at: number;
  weight: number;
}

/** The stages of a step, parts of dt. */
export const STAGES: Readonly<Record<Integrator, readonly Stage[]>> = {
  euler: [{ at: 0, weight: 1 }],
  rk4: [
    { at: 0, weight: 1 / 6 },
    { at: 1 / 2, weight: 1 / 3 },
    { at: 1 / 2, weight: 1 / 3 },
    { at: 1, weight: 1 / 6 },
  ],
};

/** A layer that is one step of dh/dt = f(h). */
export interface StepOfTime {
  /** [h | T] ← the step and its derivative, in place. */
  push(bundle: Bundle, layer: number, dt: number, trace?: LayerTrace): void;
  /** Cotangents ← the transposed derivative of the discrete step, in place; `visit` sees every matrix at every stage. */
  pull(cotangents: Matrix, layer: number, dt: number, trace: LayerTrace, visit?: MatrixVisitor): void;
  /** Row sizes ← those behind the last push. */
  resize(sizes: Float64Array): void;
}

/**
 * The classical method of Runge and Kutta, of order 4: k₁ = f(h), k₂ = f(h + dt/2 k₁), k₃ = f(h + dt/2 k₂), k₄ = f(h + dt k₃),
 * h ← h + dt/6 (k₁ + 2k₂ + 2k₃ + k₄). `isMeasured`: `resize` will be called, of kernels too.
 */
export function rungeKutta(f: Chain, isMeasured: boolean): StepOfTime {
  let start = new Float64Array(0);
  let sum = start;
  let sizesOf = start;

  return {
    push(bundle, layer, dt, trace) {
      const { rows, columns, data, rank, kernels } = bundle;
      if (start.length !== data.length) {
        start = new Float64Array(data.length);
        sum = new Float64Array(data.length);
      }
      start.set(data);
      sum.fill(0);
      const sizes = isMeasured || kernels === null ? new Float64Array(rows) : null;
      sizesOf = new Float64Array(rows).fill(1);
      STAGES.rk4.forEach(({ at, weight }, stage) => {
        if (stage > 0) for (let i = 0; i < data.length; i++) data[i] = start[i] + at * dt * data[i];
        f.push(bundle, layer, trace, stage);
        for (let i = 0; i < data.length; i++) sum[i] += weight * data[i];
        if (sizes === null) return;
        // Of this stage while its derivative is at hand.
        for (let row = 0; row < rows; row++) sizes[row] = 1 + at * dt * sizes[row];
        f.resize(sizes);
        for (let row = 0; row < rows; row++) sizesOf[row] += weight * dt * sizes[row];
      });
      trace?.compare(1, start, dt, { columns, data: sum });
      for (let i = 0; i < data.length; i++) data[i] = start[i] + dt * sum[i];
      // What a stage loses h itself keeps.
      bundle.rank = rank;
      bundle.spans = rank === rows;
    },
    pull(cotangents, layer, dt, trace, visit) {
      const { data } = cotangents;
      const end = data.slice();
      const total = data.slice();
      data.fill(0);
      // Of the stage behind, which was taken `at` dt along this one.
      let at = 0;
      for (let stage = STAGES.rk4.length - 1; stage >= 0; stage--) {
        const { weight } = STAGES.rk4[stage];
        for (let i = 0; i < data.length; i++) data[i] = dt * (weight * end[i] + at * data[i]);
        f.pull(cotangents, trace, layer, visit, stage);
        for (let i = 0; i < data.length; i++) total[i] += data[i];
        at = STAGES.rk4[stage].at;
      }
      data.set(total);
    },
    resize(sizes) {
      const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
      for (let row = 0; row < sizes.length; row++) sizes[row] = largest * sizesOf[row];
    },
  };
}
