import type { Spectrum } from "../../engine/engine.ts";
import type { Variable } from "../dataset.ts";
import { spectrumDataset } from "../spectrum-dataset.ts";
import { copyBox, encodeChunk, type Numbers } from "./chunk.ts";
import { type Box, chunkPath, filled, type Layout, type StoredArray } from "./zarr-layout.ts";

/** The chunks of a block by their paths, `status` last, from the results of its cells in C order of the box. */
export function encodedBlock(
  layout: Layout,
  box: Box,
  results: readonly Spectrum[],
): [path: string, bytes: Uint8Array][] {
  const names = Object.keys(layout.dataset.dims);
  const dims = Object.fromEntries(box.extent.map((size, dim) => [names[dim], size]));
  const { variables } = spectrumDataset({ dims, coordinates: [] }, results, {}, layout.sizes);
  const byName = new Map(variables.map((variable) => [variable.name, variable.data]));
  return layout.arrays.map((array) => {
    const extent = extentOf(array, box);
    const from = extent.map(() => 0);
    // Chunks are all of one size: at the end of an axis the rest of one is filled with nothing.
    const chunk = filled(array.variable, array.chunk);
    const data = numbersOf(byName.get(array.variable.name));
    copyBox({ data, shape: extent, from }, { data: chunk, shape: array.chunk, from }, extent);
    return [chunkPath(array, box.place), encodeChunk(chunk)];
  });
}

/** Puts what a chunk holds of a box into the whole array. */
export function place(chunk: Numbers, whole: Numbers, array: StoredArray, box: Box): void {
  const source = { data: chunk, shape: array.chunk, from: array.chunk.map(() => 0) };
  const target = { data: whole, shape: array.shape, from: array.shape.map((_, dim) => box.from[dim] ?? 0) };
  copyBox(source, target, extentOf(array, box));
}

/** How far a box goes along every dimension of an array: all of those that are not the cells'. */
function extentOf({ chunk }: StoredArray, { extent }: Box): number[] {
  return chunk.map((size, dim) => extent[dim] ?? size);
}

export function numbersOf(data: Variable["data"] | undefined): Numbers {
  if (data instanceof Float64Array || data instanceof Int32Array) return data;
  throw new TypeError("arrays over the cells hold doubles or whole numbers");
}
