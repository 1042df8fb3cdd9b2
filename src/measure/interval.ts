/** What tangents of a number format can go through before they have to be orthogonalised again. */
export interface Endurance {
  /** Largest ln (R_11 / R_kk) of a product of layers, in nats: rounding costs ln R_kk about ε times the exponential of it. */
  spread: number;
  /** Largest |ln R_ii|, in nats: as far again stays among the normal numbers. */
  range: number;
  /** ε: rounding of one operation. */
  rounding: number;
}

/** f64. Its spread leaves rounding at 1e-9 of R_kk, and room for layers that were not foreseen. */
export const F64: Endurance = { spread: 16, range: 150, rounding: 2 ** -53 };

/** f32. Its spread is that of one Gaussian layer of full rank: fewer orthogonalisations then lose nothing that one a layer keeps. */
export const F32: Endurance = { spread: 4, range: 40, rounding: 2 ** -24 };

/** Layers between orthogonalisations at most, where nobody fixed them: what is left of the work is the layers' own. */
export const LONGEST = 64;

/** Of how many intervals the speed is remembered, where it falls: one calm layer among others is no reason to go further. */
export const MEMORY = 8;

/**
 * How many layers one network goes until its tangents are orthogonalised again. Everything follows from its own spectrum so
 * far, so that numbers do not depend on which networks are measured beside it: how fast the ln R_ii went apart lately says how
 * soon the tangents would be too far apart; an interval is twice the last one at most. Twin of shaders/interval.wgsl. Why R
 * may be gathered: R of a product is the product of the R of its factors.
 */
export class Interval {
  /** Layers until the next orthogonalisation, from the last one. */
  length = 1;
  /** Orthogonalisations that were counted. */
  count = 0;
  /** What rounding may have cost Σ ln R_kk in intervals of several layers, and in single ones that hide it, in nats. */
  loss = 0;
  /** Nats per layer by which the first and the last exponent lately went apart. */
  private speed = 0;
  private readonly fixed: number | undefined;
  private readonly endurance: Endurance;
  private readonly hides: boolean;

  /** `fixed`: layers that a user wants, as far as the range of the numbers allows. `hides`: as in `hidesSmall`. */
  constructor(fixed: number | undefined, endurance: Endurance, hides = false) {
    this.fixed = fixed;
    this.endurance = endurance;
    this.hides = hides;
  }

  /** Takes ln R_ii (−∞ where nothing is left) of `layers` layers. */
  note(logs: ArrayLike<number>, layers: number, counted: boolean): void {
    let largest = Number.NEGATIVE_INFINITY;
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < logs.length && logs[i] !== Number.NEGATIVE_INFINITY; i++) {
      largest = Math.max(largest, logs[i]);
      smallest = Math.min(smallest, logs[i]);
    }
    if (counted) this.count++;
    if (largest < smallest) return; // nothing is left to orthogonalise
    const { spread, range, rounding } = this.endurance;
    const apart = largest - smallest;
    if (layers > 1 || this.hides) this.loss += Math.min(apart, rounding * Math.exp(apart));
    const speed = apart / layers;
    this.speed = Math.max(speed, this.speed + (speed - this.speed) / MEMORY);
    const lasting = this.fixed ?? Math.min(LONGEST, spread / this.speed);
    const inRange = (layers * range) / Math.max(Math.abs(largest), Math.abs(smallest));
    this.length = Math.max(1, Math.floor(Math.min(2 * layers, lasting, inRange)));
  }
}
