import type { Bundle, Matrix } from "../bundle.ts";
import { IN_LAW, STREAMS, streamKey } from "../generator.ts";
import { fillStandardised, tableOf } from "../quantile.ts";
import type { Sampling } from "../sampling.ts";
import type { NetworkSpec, NormalisationName } from "../spec.ts";
import type { Operation } from "./operation.ts";

/** Whose statistics are taken: entries start, start + stride, … of the state, `count` of them, group after group. */
interface Groups {
  groups: number;
  start(group: number): number;
  stride: number;
  count: number;
  /** Whether the mean is taken out. */
  centred: boolean;
}

/** Which network's gains and biases. */
export interface Place {
  seed: number;
  index: number;
  sampling: Sampling;
  /** Number of the normalisation in the layer. */
  place: number;
}

/**
 * x ← g ∘ (x − mean)/σ + c with mean and variance σ² of what is there: of a sample's units (layernorm; rmsnorm without the
 * mean: Ba, Kiros & Hinton 2016; Zhang & Sennrich 2019), or of a unit's samples (batchnorm: Ioffe & Szegedy 2015, with
 * the statistics of training). No ε: a group without spread becomes 0, as does its derivative. With y = (x − mean)/σ it is
 * T ← g ∘ (T − mean T − y mean(y ∘ T))/σ, symmetric but for g; its rank is the group's size less two (less one for rmsnorm).
 */
export function normalisationOperation(
  name: NormalisationName,
  spec: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  place: Place,
): Operation {
  const { width: n, batch } = spec;
  const groups = groupsOf(name, n, batch);
  const affine = affineOf(spec, layers, place);
  // Of the last push: σ of every group, and the gains.
  const sigmas = new Float64Array(groups.groups);
  let gains = affine.gains(0);

  return {
    push(bundle: Bundle, layer: number): void {
      const { columns, data } = bundle;
      gains = affine.gains(layer);
      const shifts = affine.shifts(layer);
      const unit = new Float64Array(groups.count);
      let live = 0;
      for (let group = 0; group < groups.groups; group++) {
        const sigma = standardise(unit, data, columns, groups, group);
        sigmas[group] = sigma;
        if (sigma > 0) live++;
        for (let column = 1; column < columns; column++) project(data, columns, column, groups, group, unit, sigma);
        for (let i = 0; i < groups.count; i++) {
          const row = groups.start(group) + i * groups.stride;
          const own = Math.floor(row / batch);
          const gain = gains === null ? 1 : gains[own];
          data[row * columns] = gain * unit[i] + (shifts === null ? 0 : shifts[own]);
          if (gains !== null) for (let column = 1; column < columns; column++) data[row * columns + column] *= gain;
        }
      }
      // A state in the range of the tangents is one more direction that is lost: one of each sample that has a state other
      // than 0, or of all together.
      const along = bundle.spans ? (name === "batchnorm" ? Math.min(1, live) : live) : 0;
      const most = gains?.every((gain) => gain === 0) ? 0 : live * Math.max(0, groups.count - (groups.centred ? 2 : 1));
      bundle.rank = Math.max(0, Math.min(bundle.rank - along, most));
      bundle.spans = false;
    },
    resize(sizes) {
      for (let group = 0; group < groups.groups; group++) {
        const sigma = sigmas[group];
        let largest = 0;
        for (let i = 0; i < groups.count; i++) {
          largest = Math.max(largest, sizes[groups.start(group) + i * groups.stride]);
        }
        for (let i = 0; i < groups.count; i++) {
          const row = groups.start(group) + i * groups.stride;
          const gain = gains === null ? 1 : Math.abs(gains[Math.floor(row / batch)]);
          sizes[row] = sigma > 0 ? (gain * largest) / sigma : 0;
        }
      }
    },
    pull({ columns, data }: Matrix, state: Float64Array, _exponent: number, layer: number): void {
      const gain = affine.gains(layer);
      const unit = new Float64Array(groups.count);
      if (gain !== null) {
        for (let at = 0; at < data.length; at++) data[at] *= gain[Math.floor(at / (columns * batch))];
      }
      for (let group = 0; group < groups.groups; group++) {
        const sigma = standardise(unit, state, 1, groups, group);
        for (let column = 0; column < columns; column++) project(data, columns, column, groups, group, unit, sigma);
      }
    },
  };
}

function groupsOf(name: NormalisationName, units: number, batch: number): Groups {
  if (name === "batchnorm") {
    return { groups: units, start: (group) => group * batch, stride: 1, count: batch, centred: true };
  }
  return { groups: batch, start: (group) => group, stride: batch, count: units, centred: name === "layernorm" };
}

/** Writes y = (x − mean)/σ of column 0 of a group to `unit`, and returns σ: 0, and zeros, where there is no spread. */
function standardise(
  unit: Float64Array,
  data: Float64Array,
  columns: number,
  { start, stride, count, centred }: Groups,
  group: number,
): number {
  const first = start(group) * columns;
  const step = stride * columns;
  let largest = 0;
  let mean = 0;
  for (let i = 0, at = first; i < count; i++, at += step) {
    largest = Math.max(largest, Math.abs(data[at]));
    unit[i] = data[at];
  }
  if (centred) {
    for (let i = 0; i < count; i++) mean += unit[i] / count;
  }
  let size = 0;
  for (let i = 0; i < count; i++) {
    unit[i] -= mean;
    size = Math.max(size, Math.abs(unit[i]));
  }
  // Of equal numbers nothing but the rounding of their mean is left.
  if (size <= count * Number.EPSILON * largest * (centred ? 1 : 0)) {
    unit.fill(0);
    return 0;
  }
  // Squares of small numbers would underflow.
  let square = 0;
  for (let i = 0; i < count; i++) square += (unit[i] / size) ** 2;
  const spread = Math.sqrt(square / count);
  for (let i = 0; i < count; i++) unit[i] = unit[i] / size / spread;
  return size * spread;
}

/** t ← (t − mean t − y mean(y ∘ t))/σ of one column in a group. */
function project(
  data: Float64Array,
  columns: number,
  column: number,
  { start, stride, count, centred }: Groups,
  group: number,
  unit: Float64Array,
  sigma: number,
): void {
  const first = start(group) * columns + column;
  const step = stride * columns;
  // Two numbers without their mean, or one, are fixed up to a sign: what would be left is rounding.
  if (sigma === 0 || count <= (centred ? 2 : 1)) {
    for (let i = 0, at = first; i < count; i++, at += step) data[at] = 0;
    return;
  }
  let mean = 0;
  let along = 0;
  for (let i = 0, at = first; i < count; i++, at += step) {
    mean += data[at];
    along += unit[i] * data[at];
  }
  mean = centred ? mean / count : 0;
  along /= count;
  for (let i = 0, at = first; i < count; i++, at += step) {
    data[at] = (data[at] - mean - unit[i] * along) / sigma;
  }
}

/** Gains and biases of a layer, one a unit; null where all gains are 1, or all biases 0. */
interface Affine {
  gains(layer: number): Float64Array | null;
  shifts(layer: number): Float64Array | null;
}

function affineOf({ width: n, tied }: NetworkSpec, layers: (layer: number) => NetworkSpec, place: Place): Affine {
  const draw = (stream: number, layer: number, mean: number, variance: number): Float64Array => {
    const values = new Float64Array(n);
    if (variance > 0) {
      const law = place.sampling === "law" ? IN_LAW : 0;
      const key = streamKey(place.seed, place.index, tied ? 0 : layer, law + stream + place.place);
      fillStandardised(values, n, tableOf("gaussian"), key, 0);
    }
    return values.map((value) => mean + Math.sqrt(variance) * value);
  };
  return {
    gains(layer) {
      const { mean, variance } = layers(layer).norm.gain;
      return mean === 1 && variance === 0 ? null : draw(STREAMS.gain, layer, mean, variance);
    },
    shifts(layer) {
      const { variance } = layers(layer).norm.bias;
      return variance === 0 ? null : draw(STREAMS.shift, layer, 0, variance);
    },
  };
}
