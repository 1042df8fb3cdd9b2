/** Gradient clipping: what is longer than `norm` (relative to ‖∂L/∂h_L‖ = 1) is brought back to that length. */
export interface Clip {
  norm: number;
  /**
   * `layer`: the backward signal ∂L/∂h_l at every layer, before it goes on to the layer below, as in backpropagation through
   * time (Mikolov 2012). `global`: all gradients together, by min(1, norm/‖g‖) with ‖g‖² the sum of ‖∂L/∂W‖² over layers
   * and matrices, tied weights counting once (Pascanu, Mikolov, Bengio 2013).
   */
  per: ClipPer;
}

export const CLIP_PER = ["layer", "global"] as const;
export type ClipPer = (typeof CLIP_PER)[number];

/** ln of the length that a signal of length e^log goes on with. */
export function clippedSignal(log: number, clip: Clip | undefined): number {
  return clip?.per === "layer" ? Math.min(log, Math.log(clip.norm)) : log;
}

/** ln of what all gradients are multiplied by, ‖g‖ being e^logNorm. */
export function globalFactor(logNorm: number, clip: Clip | undefined): number {
  return clip?.per === "global" ? Math.min(0, Math.log(clip.norm) - logNorm) : 0;
}

/** ln √Σ e^{2x} of numbers x that come one by one: sizes of any number of decades. */
export class LogNorm {
  private largest = Number.NEGATIVE_INFINITY;
  private sum = 0;

  add(x: number): void {
    if (x === Number.NEGATIVE_INFINITY) return;
    if (x > this.largest) {
      this.sum = this.sum * Math.exp(2 * (this.largest - x)) + 1;
      this.largest = x;
    } else {
      this.sum += Math.exp(2 * (x - this.largest));
    }
  }

  /** −∞ of nothing, and of zeros. */
  get value(): number {
    return this.sum === 0 ? Number.NEGATIVE_INFINITY : this.largest + Math.log(this.sum) / 2;
  }
}
