import { zipSync } from "fflate";
import { type NpyArray, toNpy } from "./npy.ts";

/** The first day that a ZIP file knows, in local time as it is kept there: the same arrays give the same bytes. */
const DAY = () => new Date(1980, 0, 1);

/** The bytes of a .npz file: a ZIP archive with one deflated .npy member an array, which `numpy.load` opens by its name. */
export function toNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array<ArrayBuffer> {
  const members = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, toNpy(array)] as const);
  return new Uint8Array(zipSync(Object.fromEntries(members), { level: 6, mtime: DAY() }));
}
