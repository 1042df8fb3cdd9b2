import { readdirSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as zarr from "zarrita";

/** All files of a store, by their paths in it, but for what says who computed it: hidden folders, and an attribute of the group. */
export function filesOf(folder: string, prefix = ""): Record<string, string> {
  const names = readdirSync(join(folder, prefix)).filter((name) => !name.startsWith("."));
  return Object.assign(
    {},
    ...names.toSorted().map((name) => {
      const path = join(prefix, name);
      if (statSync(join(folder, path)).isDirectory()) return filesOf(folder, path);
      const bytes = readFileSync(join(folder, path));
      return { [path]: path === "zarr.json" ? anonymous(bytes.toString()) : bytes.toString("base64") };
    }),
  );
}

function anonymous(group: string): string {
  const { attributes, ...rest } = JSON.parse(group);
  const { provenance: _, ...own } = attributes;
  return JSON.stringify({ attributes: own, ...rest });
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
