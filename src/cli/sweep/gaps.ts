import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { OWN_FOLDER, readProvenance } from "../../io/sweep/provenance.ts";
import type { SweepStore } from "../../io/sweep/zarr.ts";
import type { Blocks } from "../../study/blocks.ts";
import type { Grid } from "../../study/grid.ts";

/** Blocks of a store that are not there, or damaged. */
async function missingBlocks(store: SweepStore, blocks: Blocks): Promise<number[]> {
  const missing: number[] = [];
  for (let block = 0; block < blocks.count; block++) if (!(await store.hasBlock(block))) missing.push(block);
  return missing;
}

/** Shards, or files, named one by one, at most. */
const NAMED = 16;

/** What is missing of a store or damaged in it, and what makes it whole, in one line; null where it is complete. */
export async function tellGaps({
  grid,
  blocks,
  store,
}: {
  grid: Grid;
  blocks: Blocks;
  store: SweepStore;
}): Promise<string | null> {
  const missing = await missingBlocks(store, blocks);
  const damaged = await store.damagedMetadata();
  for (const block of missing) damaged.push(...(await store.damaged(block)));
  const parts: string[] = [];
  if (missing.length > 0) parts.push(tellCells(grid, blocks, missing));
  if (damaged.length > 0) parts.push(`damaged: ${listed(damaged)}`);
  if (parts.length === 0) return null;
  const counts = await shardCounts(store.path);
  // Metadata are every shard's.
  const wanted = missing.length > 0 ? missing : [0];
  const shards = [...new Set(wanted.map((block) => block % (counts[0] ?? 1)))].sort((a, b) => a - b);
  const named = listed(shards.map((shard) => `${shard}/${counts[0]}`));
  // Without a number a sweep goes on with all that is missing, however it was cut.
  const again = `: run ${counts.length === 1 && counts[0] !== 1 ? `shard ${named}` : "the sweep"} again, with --resume`;
  return `${store.path} ${missing.length > 0 ? "" : "is "}${parts.join("; ")}${again}`;
}

function tellCells(grid: Grid, blocks: Blocks, missing: readonly number[]): string {
  const cells = missing.flatMap((block) => blocks.cells(block));
  const place = Object.entries(grid.cell(cells[0] ?? 0).at)
    .map(([field, value]) => `${field} = ${value}`)
    .join(", ");
  return `lacks ${cells.length} of ${grid.count} cells${place === "" ? "" : `, the first at ${place}`}`;
}

function listed(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return `${names.slice(0, NAMED).join(", ")}${more}`;
}

/** Into how many shards the work on a store was cut, by what shards leave there; several where it was cut anew. */
async function shardCounts(path: string): Promise<number[]> {
  const names = await readdir(join(path, OWN_FOLDER)).catch(() => []);
  const begun = names.flatMap((name) => /^shard-\d+-of-(\d+)\./.exec(name)?.[1] ?? []);
  const ended = (await readProvenance(path)).flatMap(({ shard }) => shard?.split("/")[1] ?? []);
  return [...new Set([...begun, ...ended].map(Number))];
}
