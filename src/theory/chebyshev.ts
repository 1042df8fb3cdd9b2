const ORDER = 16;

/**
 * Piecewise Chebyshev interpolants, degree 15 on pieces of equal length, of several functions sampled together. A piece is
 * sampled when a value in it is first asked for: most questions stay within a few of them.
 */
export class ChebyshevTable {
  readonly #from: number;
  readonly #pieces: number;
  readonly #length: number;
  readonly #coefficients: Float64Array[];
  readonly #sampled: Uint8Array;
  readonly #sample: (t: number) => readonly number[];

  /** A table of `sample`, which gives `functions` values at a point, on [from, to]. */
  constructor(from: number, to: number, pieces: number, functions: number, sample: (t: number) => readonly number[]) {
    this.#from = from;
    this.#pieces = pieces;
    this.#length = (to - from) / pieces;
    this.#coefficients = Array.from({ length: functions }, () => new Float64Array(pieces * ORDER));
    this.#sampled = new Uint8Array(pieces);
    this.#sample = sample;
  }

  #tabulate(piece: number): void {
    for (let node = 0; node < ORDER; node++) {
      const angle = (Math.PI * (node + 0.5)) / ORDER;
      const values = this.#sample(this.#from + this.#length * (piece + 0.5 + 0.5 * Math.cos(angle)));
      this.#coefficients.forEach((coefficients, f) => {
        for (let degree = 0; degree < ORDER; degree++) {
          const factor = (degree === 0 ? 1 : 2) / ORDER;
          coefficients[piece * ORDER + degree] += factor * values[f] * Math.cos(degree * angle);
        }
      });
    }
    this.#sampled[piece] = 1;
  }

  /** Function number `f` at t, which is taken to the nearest end outside the table. */
  at(f: number, t: number): number {
    const place = Math.min(Math.max((t - this.#from) / this.#length, 0), this.#pieces);
    const piece = Math.min(Math.floor(place), this.#pieces - 1);
    if (this.#sampled[piece] === 0) this.#tabulate(piece);
    const x = 2 * (place - piece) - 1;
    const coefficients = this.#coefficients[f];
    const first = piece * ORDER;
    // Clenshaw's recurrence.
    let b1 = 0;
    let b2 = 0;
    for (let degree = ORDER - 1; degree > 0; degree--) {
      const b0 = coefficients[first + degree] + 2 * x * b1 - b2;
      b2 = b1;
      b1 = b0;
    }
    return coefficients[first] + x * b1 - b2;
  }
}
