import { IN_LAW, type Key, streamKey } from "./generator.ts";
import { fillStandardised, tableOf } from "./quantile.ts";

/** Standard normal numbers: f32 where they are kept, which holds every one of them exactly, as a GPU does, and is half as much to read. */
export type Normals = Float64Array | Float32Array;

/** Random numbers of one matrix of one network that is sampled in law. */
export interface Draws {
  /** Standard normal numbers `first` … n − 1 of a row of a layer's stream; to be read before the next call, and not written. */
  normals(stream: number, layer: number, row: number, first?: number): Normals;
  /** What kernels make a layer's rows of; null where they are kept, and so made but once. */
  key(stream: number, layer: number): Key | null;
}

/** Numbers that are kept at most: 16 MiB. */
export const KEPT_NUMBERS = 2 ** 22;

/** Numbers that are asked of the machine at a time. */
const SLAB = 2 ** 16;

/** Networks that are remembered at most: of larger ensembles the first. */
const MOST_NETWORKS = 2 ** 14;

/** What is kept is of networks with this seed and width, which cells of a study share: diagrams draw the same numbers. */
let of = "";
const met = new Set<string>();
const kept = new Map<string, Map<number, Float32Array>>();
let numbers = 0;
let slab = new Float32Array(0);
let used = 0;

/** Room for n numbers, next to what was asked for last: they are read in that order again, which memory is quickest at. */
function room(n: number): Float32Array {
  if (used + n > slab.length) {
    slab = new Float32Array(Math.max(SLAB, n));
    used = 0;
  }
  used += n;
  return slab.subarray(used - n, used);
}

/**
 * The draws of matrix `matrix` of network `index`. A network that is met again, in another cell of a study, is about to be
 * met in many: from then on its numbers are kept, as long as there is room.
 */
export function drawsOf(seed: number, index: number, matrix: number, n: number): Draws {
  const shared = `${seed} ${n}`;
  if (of !== shared) {
    of = shared;
    met.clear();
    kept.clear();
    numbers = 0;
    used = slab.length;
  }
  const name = `${index} ${matrix}`;
  let memory = kept.get(name);
  if (memory === undefined && met.has(name) && numbers < KEPT_NUMBERS) {
    memory = new Map();
    kept.set(name, memory);
  }
  if (met.size < MOST_NETWORKS) met.add(name);
  const gaussian = tableOf("gaussian");
  const line = new Float64Array(n);

  const keyOf = (stream: number, layer: number): Key => streamKey(seed, index, layer, IN_LAW + stream + matrix);
  const draw = (out: Float64Array, stream: number, layer: number, row: number, first: number): Float64Array => {
    fillStandardised(out, n - first, gaussian, keyOf(stream, layer), row, first);
    return out;
  };

  return {
    normals(stream, layer, row, first = 0) {
      if (first > 0) return draw(line, stream, layer, row, first).subarray(0, n - first);
      if (memory === undefined) return draw(line, stream, layer, row, 0);
      // Streams are multiples of 2¹⁶ up to 2²³, rows less than 2¹⁵, layers less than 2²⁰: together a whole number below 2⁵³.
      const place = (layer * 2 ** 8 + stream / 2 ** 16) * 2 ** 15 + row;
      let found = memory.get(place);
      if (found === undefined) {
        if (numbers >= KEPT_NUMBERS) return draw(line, stream, layer, row, 0);
        found = room(n);
        found.set(draw(line, stream, layer, row, 0));
        memory.set(place, found);
        numbers += n;
      }
      return found;
    },
    key: (stream, layer) => (memory === undefined ? keyOf(stream, layer) : null),
  };
}
