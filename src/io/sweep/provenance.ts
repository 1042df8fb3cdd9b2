import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Provenance } from "./attributes.ts";
import { makeFolder } from "./make-folder.ts";
import { writeWhole } from "./write-file.ts";

/** Folder of a store for what is no array: xarray and others that read Zarr pass it by. */
export const OWN_FOLDER = ".lyascope";

const RUN = /^run-.*\.json$/;

/** Notes in a store who computed some of its blocks: a file a run, so that shards write none together. */
export async function writeProvenance(store: string, provenance: Provenance): Promise<void> {
  const { started, shard = "whole" } = provenance;
  const name = `run-${started}-${shard}`.replaceAll(/[^\w.-]+/g, "-");
  await makeFolder(join(store, OWN_FOLDER));
  await writeWhole(join(store, OWN_FOLDER, `${name}.json`), `${JSON.stringify(provenance, null, 2)}\n`);
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
