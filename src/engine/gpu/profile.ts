import { clippedSignal, globalFactor, LogNorm } from "../../measure/clip.ts";
import { type NetworkGradient, reportedLayers } from "../../measure/gradient.ts";
import { layersOf } from "../../network/schedule.ts";
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
  cell: GradientCell,
  { results }: GradientLayout,
  words: Uint32Array<ArrayBuffer>,
  slot: number,
): NetworkGradient {
  const { network, depth, window = depth } = cell;
  const floats = new Float32Array(words.buffer);
  const matrices = matrixCount(network);
  const layers = reportedLayers(depth);
  const last = layers.length - 1;
  const layerAt = layersOf(network);
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
  const unclipped = at(last + 1, (place) => size(place, 0) - unit);
  // The sum of tied weights that are cut off stands with the last layer that is no further than that.
  const end = network.tied ? Math.max(0, depth - window) : 0;
  const cut = layers.findLastIndex((layer) => layer <= end);
  const weights = at(matrices * last, (i) => size(Math.max(i % last, cut), 3 + Math.floor(i / last)) - unit);
  return {
    ...clipped(cell, unclipped, weights),
    unclipped,
    state,
    dilution: at(last, (place) => {
      const { skip, scale } = layerAt(layers[place]);
      if (skip === 0) return Number.NaN;
      return Math.log(Math.abs(skip)) + state[place] - Math.log(Math.abs(scale)) - size(place, 2);
    }),
    bound: new Float64Array(0),
    overflow: words[base] !== 0,
  };
}

/**
 * The profile of a clipped gradient: clipping changes lengths alone, so it follows from that of a free one of which every layer
 * is reported. Tied weights, whose gradient is a sum over layers, are clipped together or not at all.
 */
function clipped({ network, clip }: GradientCell, free: Float64Array, weights: Float64Array) {
  const last = free.length - 1;
  const gradient = Float64Array.from(free);
  const sizes = Float64Array.from(weights);
  gradient[last] = clippedSignal(free[last], clip);
  for (let layer = last - 1; layer >= 0; layer--) {
    const shrunk = gradient[layer + 1] - free[layer + 1];
    // Of a gradient of exactly 0 nothing is left to clip.
    if (Number.isFinite(shrunk)) for (let i = layer; i < sizes.length; i += last) sizes[i] += shrunk;
    gradient[layer] = clippedSignal(Number.isFinite(shrunk) ? free[layer] + shrunk : free[layer], clip);
  }
  const all = new LogNorm();
  for (let i = 0; i < sizes.length; i += network.tied ? last : 1) all.add(sizes[i]);
  const factor = globalFactor(all.value, clip);
  return { gradient: gradient.map((log) => log + factor), weights: sizes.map((log) => log + factor) };
}
