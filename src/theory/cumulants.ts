import digamma from "@stdlib/math-base-special-digamma";
import trigamma from "@stdlib/math-base-special-trigamma";
import { pentagamma, tetragamma } from "./polygamma.ts";

/** The first four cumulants of a random variable; those of independent variables add. */
export interface Cumulants {
  mean: number;
  variance: number;
  third: number;
  fourth: number;
}

/** E f(k) over the law of a whole number k. */
export type Mean = (f: (k: number) => number) => number;

/** Of ½ ln χ²_d, the logarithm of the length of d standard normals: ½(ln 2 + ψ), ¼ψ₁, ⅛ψ₂, 1/16 ψ₃ at d/2. */
export function logChi(freedom: number): Cumulants {
  const half = freedom / 2;
  return {
    mean: 0.5 * (Math.LN2 + digamma(half)),
    variance: trigamma(half) / 4,
    third: tetragamma(half) / 8,
    fourth: pentagamma(half) / 16,
  };
}

/**
 * Of ½ ln χ²_d where d is random itself: moments about the common mean, given d, averaged over its law. Each part is taken about that
 * mean, so that a small spread is not a difference of large numbers.
 */
export function mixedLogChi(mean: Mean, freedomOf: (k: number) => number): Cumulants {
  const parts = new Map<number, Cumulants>();
  const part = (k: number): Cumulants => {
    const known = parts.get(k) ?? logChi(freedomOf(k));
    parts.set(k, known);
    return known;
  };
  const centre = mean((k) => part(k).mean);
  const off = (k: number): number => part(k).mean - centre;
  const variance = mean((k) => part(k).variance + off(k) ** 2);
  const third = mean((k) => part(k).third + 3 * part(k).variance * off(k) + off(k) ** 3);
  const fourthMoment = mean((k) => {
    const { variance: v, third: t, fourth: f } = part(k);
    const d = off(k);
    return f + 3 * v * v + 4 * t * d + 6 * v * d * d + d ** 4;
  });
  return { mean: centre, variance, third, fourth: fourthMoment - 3 * variance ** 2 };
}

/** Of the sum of `count` independent copies, moved by `shift` each. */
export function repeated({ mean, variance, third, fourth }: Cumulants, count: number, shift = 0): Cumulants {
  return {
    mean: count * (mean + shift),
    variance: count * variance,
    third: count * third,
    fourth: count * fourth,
  };
}

/** Of the difference of two independent variables. */
export function difference(a: Cumulants, b: Cumulants): Cumulants {
  return {
    mean: a.mean - b.mean,
    variance: a.variance + b.variance,
    third: a.third - b.third,
    fourth: a.fourth + b.fourth,
  };
}

/** E ln X, Var ln X, … of ln X = −ln t + ln E with E exponential: cumulants of ln E, −γ, ζ(2), −2ζ(3), 6ζ(4). */
const LOG_EXPONENTIAL: Cumulants = logExponential();

function logExponential(): Cumulants {
  return { mean: digamma(1), variance: trigamma(1), third: tetragamma(1), fourth: pentagamma(1) };
}

/** Step in ln t: the integrand is analytic for |Im ln t| < π/2, which makes the trapezoidal rule exact to rounding. */
const STEP = 0.125;
const REACH = 80;

/**
 * Cumulants of ½ ln S of a positive S from its Laplace transform T(t) = E e^(−tS). With E exponential and independent, E/S has the
 * density −T′(t), so that ln S = ln E − ln(E/S) in the sense of their cumulants: those of −ln t under −T′ less those of ln E.
 *
 * @param minusSlope −t T′(t), at ln t
 */
export function logCumulants(minusSlope: (logT: number) => number): Cumulants {
  let [mass, first] = [0, 0];
  const at: [u: number, weight: number][] = [];
  for (let u = -REACH; u <= REACH; u += STEP) {
    const weight = minusSlope(u);
    if (weight === 0) continue;
    at.push([u, weight]);
    mass += weight;
    first += weight * u;
  }
  const centre = first / mass;
  const moment = (power: number): number =>
    at.reduce((sum, [u, weight]) => sum + weight * (u - centre) ** power, 0) / mass;
  const variance = moment(2);
  return {
    mean: 0.5 * (LOG_EXPONENTIAL.mean - centre),
    variance: 0.25 * (variance - LOG_EXPONENTIAL.variance),
    third: 0.125 * (LOG_EXPONENTIAL.third - moment(3)),
    fourth: 0.0625 * (moment(4) - 3 * variance ** 2 - LOG_EXPONENTIAL.fourth),
  };
}
