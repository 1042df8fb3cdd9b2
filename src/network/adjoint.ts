import type { Bundle, Matrix } from "./bundle.ts";
import type { Chain } from "./chain.ts";
import { STAGES } from "./integrate.ts";
import type { MatrixVisitor } from "./operations/operation.ts";
import type { Sampling } from "./sampling.ts";
import type { NetworkSpec } from "./spec.ts";
import { LayerTrace } from "./trace.ts";

/** How gradients are sent back: by the transposed derivative of each layer, or by the adjoint equation of the flow that layers approximate. */
export const ADJOINTS = ["discrete", "continuous"] as const;
export type Adjoint = (typeof ADJOINTS)[number];

/** Why a network has no continuous adjoint: what is allowed instead; null where it has one. */
export function whyNoAdjoint(spec: NetworkSpec, sampling: Sampling = "network"): string | null {
  const { block, skip, scale, dt, after, schedule = {} } = spec;
  if (block !== "neural-ode") return `discrete for the block ${block}: only neural-ode is an equation in time`;
  if (skip !== 1 || scale !== dt || after.length > 0 || "skip" in schedule || "scale" in schedule) {
    return "discrete where a layer is not a step h + dt f(h) (or skip 1, scale dt and an empty list after)";
  }
  if (sampling === "law") return "discrete for sampling in law, where W is known on the way forward alone";
  return null;
}

/** One layer of the way back. */
export type AdjointStep = (state: Bundle, cotangents: Matrix, layer: number, dt: number, visit?: MatrixVisitor) => void;

/**
 * The continuous adjoint (Pontryagin et al. 1962; Chen et al. 2018): da/dt = −(∂f/∂h)ᵀ a beside dh/dt = f(h), both taken back over a layer
 * by the integrator that went forward, in place; the state is a bundle without tangents. What `visit` sees are ∫ a ⊗ input dt by the
 * same quadrature, stage by stage. Not the derivative of the discrete network: the state on the way back is another one, to the order of
 * the integrator.
 */
export function adjointStep(f: Chain, spec: NetworkSpec): AdjointStep {
  const stages = STAGES[spec.integrator ?? "euler"];
  const trace = new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
  return (state, cotangents, layer, dt, visit) => {
    const h = state.data;
    const a = cotangents.data;
    const [h1, a1] = [h.slice(), a.slice()];
    const [sumH, sumA] = [h.slice(), a.slice()];
    trace.exponent = state.exponent;
    // h and a hold the slopes of the stage before.
    for (const { at, weight } of stages) {
      if (at === 0) {
        h.set(h1);
        a.set(a1);
      } else {
        for (let i = 0; i < h.length; i++) h[i] = h1[i] - at * dt * h[i];
        for (let i = 0; i < a.length; i++) a[i] = a1[i] + at * dt * a[i];
      }
      f.push(state, layer, trace);
      for (let i = 0; i < h.length; i++) sumH[i] -= weight * dt * h[i];
      // Weighted on the way in, so that `visit` sees the stage's part of the integral.
      for (let i = 0; i < a.length; i++) a[i] *= weight * dt;
      f.pull(cotangents, trace, layer, visit);
      for (let i = 0; i < a.length; i++) {
        sumA[i] += a[i];
        a[i] /= weight * dt;
      }
    }
    h.set(sumH);
    a.set(sumA);
  };
}
