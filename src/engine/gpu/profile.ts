import { type NetworkGradient, reportedLayers } from "../../measure/gradient.ts";
import { matrixCount } from "../../network/spec.ts";
import type { GradientCell } from "../engine.ts";
import { familyOf } from "./family.ts";

/** Bytes of traces up to which a network keeps those of all its layers. */
const TRACE_BYTES = 2 ** 18;

/** What the buffers of shaders/gradient.wgsl hold of every network; the same for all cells of a kernel. */
export interface GradientLayout {
  /** Of the deepest cell. */
  depth: number;
  /** Layers whose traces are kept at a time. */
  segment: number;
  segments: number;
  /** Reported layers of the deepest cell, less one. */
  places: number;
  /** Words of results. */
  results: number;
  /** Bytes of traces, of kept states, of what is on its way, and of results. */
  bytes: number[];
}

/** Cells of the same kernel: width, operations and ties are the same. */
export function layoutOf(cells: readonly GradientCell[], maxSegment = Number.POSITIVE_INFINITY): GradientLayout {
  const [cell] = cells;
  const { network } = cell;
  const family = familyOf(cell);
  const matrices = matrixCount(network);
  const depth = cells.reduce((most, cell) => Math.max(most, cell.depth), 1);
  const trace = 4 * family.gradientSizes(network, 0).trace;
  const wished = depth * trace <= TRACE_BYTES ? depth : Math.ceil(Math.sqrt(depth));
  const segment = Math.min(wished, maxSegment);
  const segments = Math.ceil(depth / segment);
  const places = reportedLayers(depth).length - 1;
  const results = 1 + (places + 1) * sizesOf(matrices);
  const { kept, progress } = family.gradientSizes(network, segments);
  const bytes = [segment * trace, 4 * kept, 4 * progress, 4 * results];
  return { depth, segment, segments, places, results, bytes };
}

/** Words of the sizes at a reported layer: of ∂L/∂h, h, f(h) and ∂L/∂W of every matrix, two each. */
function sizesOf(matrices: number): number {
  return 2 * (3 + matrices);
}

/** What the results say of one network. */
export function networkProfile(
  { network: { skip, scale, branch, after }, depth }: GradientCell,
  { results }: GradientLayout,
  words: Uint32Array<ArrayBuffer>,
  slot: number,
): NetworkGradient {
  const floats = new Float32Array(words.buffer);
  const matrices = matrixCount({ branch, after });
  const last = reportedLayers(depth).length - 1;
  const base = slot * results;
  // ln ‖v‖ of ‖v‖² = s · 4^e; −∞ where s is 0.
  const size = (place: number, which: number): number => {
    const at = base + 1 + place * sizesOf(matrices) + 2 * which;
    return Math.log(floats[at]) / 2 + (words[at + 1] | 0) * Math.LN2;
  };
  const at = (count: number, value: (place: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, place) => value(place));
  const unit = size(last, 0);
  const state = at(last + 1, (place) => size(place, 1));
  const gradient = at(last + 1, (place) => size(place, 0) - unit);
  return {
    gradient,
    unclipped: gradient,
    weights: at(matrices * last, (i) => size(i % last, 3 + Math.floor(i / last)) - unit),
    state,
    dilution: at(last, (place) =>
      skip === 0 ? Number.NaN : Math.log(Math.abs(skip)) + state[place] - Math.log(Math.abs(scale)) - size(place, 2),
    ),
    bound: new Float64Array(0),
    overflow: words[base] !== 0,
  };
}
