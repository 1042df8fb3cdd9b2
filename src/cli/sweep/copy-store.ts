import { rename } from "node:fs/promises";
import { fileError } from "../../io/sweep/file-error.ts";
import { readProvenance, writeProvenance } from "../../io/sweep/provenance.ts";
import { type findStore, openStore } from "../../io/sweep/zarr.ts";

/**
 * Copies a complete store to `out`, block by block, without what shards left in it for themselves. It has its name only when all of it is
 * there: until then it is `out` with `.part` behind it, where a copy that was killed is gone on with. Throws InputError.
 */
export async function copyStore(
  { grid, blocks, store }: Awaited<ReturnType<typeof findStore>>,
  out: string,
): Promise<void> {
  const part = `${out}.part`;
  const copy = await openStore(part, grid, blocks);
  for (let block = 0; block < blocks.count; block++) {
    if (!(await copy.hasBlock(block))) await copy.copyBlock(block, store.path);
  }
  await writeProvenance(part, await readProvenance(store.path));
  await rename(part, out).catch((error: unknown) => {
    throw fileError(error, out);
  });
}
