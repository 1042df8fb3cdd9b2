import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Spectrum } from "../../engine/engine.ts";
import { InputError } from "../../io/error.ts";
import { Journal } from "../../io/sweep/journal.ts";
import { studyKey } from "../../io/sweep/key.ts";
import { makeFolder } from "../../io/sweep/make-folder.ts";
import { OWN_FOLDER, writeProvenance } from "../../io/sweep/provenance.ts";
import { openStore } from "../../io/sweep/zarr.ts";
import { blocksOf, blocksOfShard } from "../../study/blocks.ts";
import type { Grid } from "../../study/grid.ts";
import { damaged, lockedTarget, type SweepTarget } from "./target.ts";

/**
 * A shard of a Zarr store: its blocks are written as soon as all of their cells are there, which a journal in the store keeps until
 * then. Shards know nothing of each other. Throws InputError where somebody else is at work, or has been.
 */
export async function openStoreTarget(
  path: string,
  grid: Grid,
  shard: { index: number; count: number },
  resume: boolean,
): Promise<SweepTarget> {
  const folder = join(path, OWN_FOLDER);
  const name = `shard-${shard.index}-of-${shard.count}`;
  const journalPath = join(folder, `${name}.journal`);
  await makeFolder(folder);
  return lockedTarget(join(folder, `${name}.lock`), async () => {
    const blocks = blocksOf(grid.axes);
    const store = await openStore(path, grid, blocks);
    const own = blocksOfShard(blocks, shard.index, shard.count);
    const there = new Set<number>();
    for (const block of own) if (await store.hasBlock(block)) there.add(block);
    if ((there.size > 0 || existsSync(journalPath)) && !resume) {
      const what = shard.count === 1 ? "a sweep" : `shard ${shard.index}/${shard.count}`;
      throw new InputError(`${path} has ${what} already, whole or in part; --resume goes on with it`);
    }
    // Of a million cells only those are read back whose blocks are still open.
    const wanted = new Set(own.flatMap((block) => (there.has(block) ? [] : blocks.cells(block))));
    const journal = await Journal.open(journalPath, studyKey(grid.study), {
      resume,
      wanted: (index) => wanted.has(index),
    });
    /** Of the blocks that are not there. */
    const results = new Map<number, Spectrum>();
    /** Blocks that are not there, by the indices of their cells. */
    const open: { block: number; cells: number[]; left: number }[] = [];
    const missing: number[] = [];
    const home = new Map<number, (typeof open)[number]>();
    let total = 0;
    for (const block of own) {
      const cells = blocks.cells(block);
      total += cells.length;
      if (there.has(block)) continue;
      const waiting = { block, cells, left: 0 };
      for (const index of cells) {
        home.set(index, waiting);
        const kept = journal.results.get(index);
        if (kept !== undefined) {
          results.set(index, kept);
          continue;
        }
        missing.push(index);
        waiting.left++;
      }
      open.push(waiting);
    }
    const write = async ({ block, cells }: { block: number; cells: number[] }) => {
      const whole = cells.flatMap((index) => results.get(index) ?? []);
      await store.writeBlock(block, whole);
      for (const index of cells) results.delete(index);
    };
    let kept = total - missing.length;
    return {
      total,
      missing,
      get kept() {
        return kept;
      },
      remark: damaged(journal.dropped),
      async take(index, result) {
        await journal.append(index, result);
        kept++;
        results.set(index, result);
        const waiting = home.get(index);
        if (waiting === undefined || --waiting.left > 0) return;
        await write(waiting);
      },
      async finish(provenance) {
        // Blocks whose cells were all in the journal.
        for (const waiting of open) if (!(await store.hasBlock(waiting.block))) await write(waiting);
        await writeProvenance(path, provenance === null ? [] : [provenance]);
        await journal.remove();
      },
      close: () => journal.close(),
    };
  });
}
