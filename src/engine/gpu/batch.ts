import { firstHalf } from "../../measure/halves.ts";
import { batchCount, stopsOf } from "../../measure/settings.ts";
import type { NetworkSpectrum } from "../../measure/spectrum.ts";
import type { SpectrumCell } from "../engine.ts";
import { Dispatch } from "./dispatch.ts";
import { familyOf } from "./family.ts";
import { frameKey, framesOf, packFrames, packInputs } from "./pack.ts";
import type { Session } from "./session.ts";
import type { Slot } from "./slots.ts";

/** Units of the 64-bit sums of shaders/accumulate.wgsl. */
const UNITS = 2 ** 24;
const WORD = 2 ** 32;
/** Words of a network's counters before those of its exponents. */
export const HEAD = 9;

/** Bytes of state and counters that one network keeps on the GPU. */
export function bytesPerSlot(cell: SpectrumCell): { state: number; counters: number } {
  return { state: 4 * familyOf(cell).stateSize(cell), counters: 4 * (HEAD + 4 * cell.exponents) };
}

/** Networks of cells with the same spectrum kernel, their state kept on the GPU from one submit to the next. */
export class Batch {
  private readonly dispatch: Dispatch;
  private readonly networks: number;

  private constructor(dispatch: Dispatch, networks: number) {
    this.dispatch = dispatch;
    this.networks = networks;
  }

  /** Makes the buffers of a batch; rejects with OutOfMemory where they do not fit. */
  static async create(
    session: Session,
    pipeline: GPUComputePipeline,
    cells: readonly SpectrumCell[],
    slots: readonly Slot[],
    signal?: AbortSignal,
  ): Promise<Batch> {
    const { state, counters } = bytesPerSlot(cells[0]);
    const frames = [...framesOf(cells).keys()];
    const bindings = {
      inputs: [
        ...packInputs(cells, slots, (cell) => ({
          burnIn: cell.burnIn,
          frame: frames.indexOf(frameKey(cell)),
          every: cell.orthogonalizeEvery ?? 0,
          stops: stopsOf(cell),
        })),
        packFrames(cells).buffer,
      ],
      kept: [state * slots.length, counters * slots.length],
    };
    return new Batch(await Dispatch.create(session, pipeline, bindings, slots.length, signal), slots.length);
  }

  /**
   * What every network carries from layer to layer, as its family lays it out: the tangents, n · B × k, row-major, then the
   * state, n · B; or columns in law. The state is 2^exponent times that, the exponent being word 0 of its counters.
   */
  get states(): GPUBuffer {
    return this.dispatch.kept[0];
  }

  /** What `read` reads. */
  get counters(): GPUBuffer {
    return this.dispatch.kept[1];
  }

  /** Runs layers first … last − 1 of every network that has them; resolves when the GPU has done it. */
  advance(first: number, last: number): Promise<void> {
    return this.dispatch.submit(new Uint32Array([first, last, this.networks]));
  }

  /** Reads the counters of all networks. */
  read(): Promise<Uint32Array<ArrayBuffer>> {
    return this.dispatch.read();
  }

  destroy(): void {
    this.dispatch.destroy();
  }
}

/** Depths at which the counters of a cell must be read. */
export function readings(cell: SpectrumCell): number[] {
  return stopsOf(cell).filter((depth) => depth > cell.burnIn);
}

/** What the counters say of one network; `read` holds the counters at every depth of `readings`. */
export function networkResult(
  cell: SpectrumCell,
  slot: number,
  read: ReadonlyMap<number, Uint32Array>,
): NetworkSpectrum {
  const { depth, burnIn, exponents: k, ensemble, checkpoints = [] } = cell;
  const base = slot * (HEAD + 4 * k);
  const at = (layer: number): Uint32Array => {
    const words = read.get(layer);
    if (words === undefined) throw new Error(`the counters at layer ${layer} were not read`);
    return words;
  };
  const rank = at(depth)[base + 1];
  // Σ ln R_ii in nats: signed, in units of 2^−24; −∞ beyond the rank of the product so far.
  const sum = (words: Uint32Array, i: number): number => {
    if (i >= words[base + 1]) return Number.NEGATIVE_INFINITY;
    const word = base + HEAD + 4 * i;
    return ((words[word + 1] | 0) * WORD + words[word]) / UNITS;
  };
  const square = (words: Uint32Array, i: number): number => {
    const word = base + HEAD + 4 * i;
    // High words of squares count 256: one unit of the high word is 2^32 / 2^24.
    return i >= rank ? Number.POSITIVE_INFINITY : (words[word + 3] * WORD + words[word + 2]) / UNITS;
  };
  const each = (value: (i: number) => number): Float64Array => Float64Array.from({ length: k }, (_, i) => value(i));
  const layers = depth - burnIn;
  const batches = batchCount(layers, ensemble);
  const means = new Float64Array(batches * k);
  for (let batch = 0; batch < batches; batch++) {
    const from = Math.ceil((batch * layers) / batches);
    const to = Math.ceil(((batch + 1) * layers) / batches);
    for (let i = 0; i < k; i++) {
      const before = from === 0 ? 0 : sum(at(burnIn + from), i);
      means[batch * k + i] = i >= rank ? Number.NEGATIVE_INFINITY : (sum(at(burnIn + to), i) - before) / (to - from);
    }
  }
  return {
    sums: each((i) => sum(at(depth), i)),
    half: layers < 2 ? 0 : sum(at(burnIn + firstHalf(layers)), 0),
    squares: each((i) => square(at(depth), i)),
    partial: Float64Array.from(checkpoints.flatMap((layer) => [...each((i) => sum(at(layer), i))])),
    batches: means,
    orthogonalisations: at(depth)[base + 6],
    overflow: at(depth)[base + 2] !== 0,
    loss: float(at(depth)[base + 7]),
  };
}

/** The f32 with these bits. */
function float(bits: number): number {
  return new Float32Array(Uint32Array.of(bits).buffer)[0];
}
