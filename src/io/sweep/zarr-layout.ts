import type { Blocks } from "../../study/blocks.ts";
import type { Grid } from "../../study/grid.ts";
import { cellsOfAxes } from "../cell-dataset.ts";
import { type Dataset, fillOf, shapeOf, type Variable } from "../dataset.ts";
import { spectrumDataset } from "../spectrum-dataset.ts";
import type { SpectrumSizes } from "../spectrum-variables.ts";
import { sweepAttributes } from "./attributes.ts";
import { type Numbers, placeOf } from "./chunk.ts";
import { sweepSizes } from "./sweep-dataset.ts";
import { arrayMetadata, coordinateChunk, groupMetadata } from "./zarr-metadata.ts";

/** Name of every node's metadata. */
export const METADATA = "zarr.json";

/** How the arrays of a sweep lie in a store; a function of the study alone. */
export interface Layout {
  /** Dimensions, coordinates, and what the arrays are; they hold no numbers. */
  readonly dataset: Dataset;
  readonly sizes: SpectrumSizes;
  /** Arrays over the cells, `status` the last of them. */
  readonly arrays: readonly StoredArray[];
  /** Metadata of the group. */
  readonly group: { attributes: Dataset["attributes"]; consolidated_metadata: unknown };
  /** Metadata and coordinates, by their paths in the store. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
}

/** An array over the cells, and the chunks that it is cut into. */
export interface StoredArray {
  readonly variable: Variable;
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
}

export function layoutOf(grid: Grid, { shape: block }: Blocks): Layout {
  const sizes = sweepSizes(grid);
  const dataset = spectrumDataset(cellsOfAxes(grid.axes), [], sweepAttributes(grid), sizes);
  const metadata: [string, unknown][] = [];
  const files = new Map<string, Uint8Array | string>();
  for (const variable of dataset.coordinates) {
    const shape = shapeOf(dataset, variable);
    metadata.push([variable.name, arrayMetadata(variable, shape, shape, false)]);
    files.set(`${variable.name}/${chunkName(shape.map(() => 0))}`, coordinateChunk(variable));
  }
  const arrays = dataset.variables.map((variable): StoredArray => {
    const shape = shapeOf(dataset, variable);
    // The dimensions of the cells are the first of every array.
    const chunk = shape.map((size, dim) => block[dim] ?? size);
    metadata.push([variable.name, arrayMetadata(variable, shape, chunk, true)]);
    return { variable, shape, chunk };
  });
  for (const [name, each] of metadata) files.set(`${name}/${METADATA}`, toText(each));
  const group = groupMetadata(dataset.attributes, Object.fromEntries(metadata));
  const isStatus = ({ variable }: StoredArray) => variable.name === "status";
  return {
    ...{ dataset, sizes, group, files },
    arrays: [...arrays.filter((each) => !isStatus(each)), ...arrays.filter(isStatus)],
  };
}

/** Where a block lies among the blocks, where it begins among the cells, and how far it goes: less than others at the end of an axis. */
export interface Box {
  readonly place: readonly number[];
  readonly from: readonly number[];
  readonly extent: readonly number[];
}

export function boxOf({ axes }: Grid, { shape, counts }: Blocks, block: number): Box {
  const place = placeOf(block, counts);
  const from = place.map((each, dim) => each * shape[dim]);
  const extent = from.map((first, dim) => Math.min(shape[dim], axes[dim].values.length - first));
  return { place, from, extent };
}

/** Path of an array's chunk in the store. */
export function chunkPath({ variable, shape }: StoredArray, place: readonly number[]): string {
  return `${variable.name}/${chunkName(shape.map((_, dim) => place[dim] ?? 0))}`;
}

function chunkName(place: readonly number[]): string {
  return ["c", ...place].join(".");
}

export function toText(metadata: unknown): string {
  return `${JSON.stringify(metadata, null, 2)}\n`;
}

/** An array, or a part of one, in which nothing is. */
export function filled(variable: Variable, shape: readonly number[]): Numbers {
  const count = shape.reduce((product, size) => product * size, 1);
  const fill = Number(fillOf(variable));
  return variable.data instanceof Float64Array ? new Float64Array(count).fill(fill) : new Int32Array(count).fill(fill);
}
