import { activationOf } from "../network/activations.ts";
import type { ActivationName } from "../network/spec.ts";
import { momentRule } from "./activation-rule.ts";
import { ChebyshevTable } from "./chebyshev.ts";

/**
 * Second moments of an activation and its slope at h ~ N(0, q), as functions of t = ln q. All of mean-field
 * theory at one weight and bias variance is arithmetic on these functions, so they are tabulated.
 */
export interface Moments {
  /** E φ². */
  square(t: number): number;
  /** d E φ² / d ln q. */
  squareSlope(t: number): number;
  /** E φ′². */
  slopeSquare(t: number): number;
  /** E φ′² as q → 0. */
  slopeSquareAtZero: number;
  /** E φ′² as q → ∞. */
  slopeSquareAtInfinity: number;
}

/** [E φ², d E φ² / d ln q, E φ′²] at one q > 0, by quadrature. */
export function momentsAt(activation: ActivationName, q: number): [number, number, number] {
  const phi = activationOf(activation);
  const { h, weight } = momentRule(activation, q);
  let square = 0;
  let squareSlope = 0;
  let slopeSquare = 0;
  for (let k = 0; k < h.length; k++) {
    const value = phi.value(h[k]);
    const slope = phi.slope(h[k]);
    square += weight[k] * value * value;
    // q d/dq E f(√q z) = ½ E h f′(h): no second derivative of φ is needed.
    squareSlope += weight[k] * value * slope * h[k];
    slopeSquare += weight[k] * slope * slope;
  }
  return [square, squareSlope, slopeSquare];
}

/** The table covers q from 1e-13 to 1e13; beyond it moments are powers of q to that accuracy. */
const END = 30;
const PIECES = 30;

const cache = new Map<ActivationName, Moments>();

/** The moments of an activation to about 1e-12, tabulated where they are asked for (a millisecond or so for each factor e² of q). */
export function momentsOf(activation: ActivationName): Moments {
  let moments = cache.get(activation);
  if (moments === undefined) {
    if (activationOf(activation).homogeneous) moments = homogeneous(activation);
    else moments = activation === "sine" ? SINE : tabulated(activation);
    cache.set(activation, moments);
  }
  return moments;
}

function homogeneous(activation: ActivationName): Moments {
  const phi = activationOf(activation);
  const square = 0.5 * (phi.slope(1) ** 2 + phi.slope(-1) ** 2);
  return {
    square: (t) => square * Math.exp(t),
    squareSlope: (t) => square * Math.exp(t),
    slopeSquare: () => square,
    slopeSquareAtZero: square,
    slopeSquareAtInfinity: square,
  };
}

/** In closed form, since E cos(2√q z) = exp(−2q) falls too steeply in ln q for a table. */
const SINE: Moments = {
  square: (t) => -0.5 * Math.expm1(-2 * Math.exp(t)),
  squareSlope: (t) => Math.exp(t - 2 * Math.exp(t)),
  slopeSquare: (t) => 0.5 * (1 + Math.exp(-2 * Math.exp(t))),
  slopeSquareAtZero: 1,
  slopeSquareAtInfinity: 0.5,
};

function tabulated(activation: ActivationName): Moments {
  const table = new ChebyshevTable(-END, END, PIECES, 3, (t) => momentsAt(activation, Math.exp(t)));
  const beyond = (t: number): number => {
    const end = Math.sign(t) * END;
    return table.at(0, end) * Math.exp((t - end) * (table.at(1, end) / table.at(0, end)));
  };
  return {
    square: (t) => (Math.abs(t) <= END ? table.at(0, t) : beyond(t)),
    squareSlope: (t) =>
      Math.abs(t) <= END
        ? table.at(1, t)
        : beyond(t) * (table.at(1, Math.sign(t) * END) / table.at(0, Math.sign(t) * END)),
    slopeSquare: (t) => table.at(2, t),
    slopeSquareAtZero: momentsAt(activation, 1e-40)[2],
    slopeSquareAtInfinity: momentsAt(activation, 1e60)[2],
  };
}
