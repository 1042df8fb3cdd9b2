import { crc32c } from "./crc32c.ts";

/** What arrays over the cells hold. */
export type Numbers = Float64Array | Int32Array;

/** A box of an array in C order: the whole array's shape, and where the box begins. */
export interface Part {
  data: Numbers;
  shape: readonly number[];
  from: readonly number[];
}

const CHECKSUM = 4;
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Copies a box of `extent` from one array into another of as many dimensions. */
export function copyBox(source: Part, target: Part, extent: readonly number[]): void {
  const run = extent.at(-1) ?? 1;
  const rows = extent.slice(0, -1).reduce((product, size) => product * size, 1);
  for (let row = 0; row < rows; row++) {
    const at = placeOf(row, extent.slice(0, -1));
    const first = offsetOf(source, at);
    target.data.set(source.data.subarray(first, first + run), offsetOf(target, at));
  }
}

/** Coordinates of number `index` in C order of a shape. */
export function placeOf(index: number, shape: readonly number[]): number[] {
  let rest = index;
  const place = shape.toReversed().map((size) => {
    const here = rest % size;
    rest = Math.floor(rest / size);
    return here;
  });
  return place.toReversed();
}

function offsetOf({ shape, from }: Part, at: readonly number[]): number {
  return shape.reduce((offset, size, dim) => offset * size + (from[dim] ?? 0) + (at[dim] ?? 0), 0);
}

/** The bytes of a chunk as Zarr's codecs `bytes` (little endian) and `crc32c` make them. */
export function encodeChunk(data: Numbers): Uint8Array {
  const bytes = new Uint8Array(data.byteLength + CHECKSUM);
  const numbers = bytes.subarray(0, data.byteLength);
  numbers.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (!LITTLE) swap(numbers, data.BYTES_PER_ELEMENT);
  new DataView(bytes.buffer).setUint32(data.byteLength, crc32c(numbers), true);
  return bytes;
}

/** Reads a chunk into `data`; false where its length or its checksum is wrong. */
export function decodeChunk(bytes: Uint8Array, data: Numbers): boolean {
  if (bytes.length !== data.byteLength + CHECKSUM) return false;
  const numbers = bytes.subarray(0, data.byteLength);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(data.byteLength, true);
  if (crc32c(numbers) !== checksum) return false;
  const target = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  target.set(numbers);
  if (!LITTLE) swap(target, data.BYTES_PER_ELEMENT);
  return true;
}

function swap(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
