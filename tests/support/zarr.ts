import { readdirSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as zarr from "zarrita";

/** All files below a folder, by their paths in it; hidden folders left out. */
export function filesOf(folder: string, prefix = ""): Record<string, string> {
  const names = readdirSync(join(folder, prefix)).filter((name) => !name.startsWith("."));
  return Object.assign(
    {},
    ...names.toSorted().map((name) => {
      const path = join(prefix, name);
      if (statSync(join(folder, path)).isDirectory()) return filesOf(folder, path);
      return { [path]: readFileSync(join(folder, path)).toString("base64") };
    }),
  );
}

/** An array of a store as zarrita reads it: the reader is not ours. */
export async function readArray(store: string, name: string) {
  const files = {
    async get(key: string): Promise<Uint8Array | undefined> {
      try {
        return new Uint8Array(await readFile(join(store, key)));
      } catch {
        return undefined;
      }
    },
  };
  const group = await zarr.open.v3(files, { kind: "group" });
  const array = await zarr.open.v3(group.resolve(name), { kind: "array" });
  const { shape } = array;
  const { data } = shape.length === 0 ? await array.getChunk([]) : await zarr.get(array);
  return {
    ...{ shape, attributes: array.attrs, dims: array.dimensionNames, type: array.dtype },
    values: Array.from(data as Iterable<number | string | boolean>),
  };
}
