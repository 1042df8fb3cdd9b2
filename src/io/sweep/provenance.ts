import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Provenance } from "./attributes.ts";
import { makeFolder } from "./make-folder.ts";
import { writeWhole } from "./write-file.ts";
import { rootAttributes, writeAttributes } from "./zarr-root.ts";

/** Folder of a store for what is no array: xarray and others that read Zarr pass it by. */
export const OWN_FOLDER = ".lyascope";

const RUN = /^run-.*\.json$/;

/**
 * Notes in a store the runs that computed some of its blocks: a file a run, so that shards write none together, and all that there are in
 * the attributes of its group, where readers look.
 */
export async function writeProvenance(store: string, runs: readonly Provenance[]): Promise<void> {
  const folder = join(store, OWN_FOLDER);
  await makeFolder(folder);
  for (const run of runs) {
    const name = `run-${run.started}-${run.shard ?? "whole"}`.replaceAll(/[^\w.-]+/g, "-");
    await writeWhole(join(folder, `${name}.json`), `${JSON.stringify(run, null, 2)}\n`);
  }
  // Of shards that end together each looks again after it has written: whoever is last has seen all of them.
  for (;;) {
    const all = await readProvenance(store);
    const { provenance: told = [] } = await rootAttributes(store);
    if (isDeepStrictEqual(told, all)) return;
    await writeAttributes(store, { provenance: all });
  }
}

/** The runs that a store was computed by, the first one first; none where nobody noted any. */
export async function readProvenance(store: string): Promise<Provenance[]> {
  const folder = join(store, OWN_FOLDER);
  const names = await readdir(folder).catch(() => []);
  const runs = names.filter((name) => RUN.test(name)).toSorted();
  return Promise.all(
    runs.map(async (name): Promise<Provenance> => JSON.parse(await readFile(join(folder, name), "utf8"))),
  );
}
