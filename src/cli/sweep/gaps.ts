import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { OWN_FOLDER, readProvenance } from "../../io/sweep/provenance.ts";
import type { SweepStore } from "../../io/sweep/zarr.ts";
import type { Blocks } from "../../study/blocks.ts";
import type { Grid } from "../../study/grid.ts";

/** Blocks of a store that are not there, or damaged. */
export async function missingBlocks(store: SweepStore, blocks: Blocks): Promise<number[]> {
  const missing: number[] = [];
  for (let block = 0; block < blocks.count; block++) if (!(await store.hasBlock(block))) missing.push(block);
  return missing;
}

/** Chunks of a store that are gone or not as they were written, by their paths in it. */
export async function damagedChunks(store: SweepStore, missing: readonly number[]): Promise<string[]> {
  return (await Promise.all(missing.map((block) => store.damaged(block)))).flat();
}

/** Shards named one by one, at most. */
const NAMED = 16;

/** What is missing of a store and what makes it whole, in one line. */
export async function tellMissing(
  path: string,
  grid: Grid,
  blocks: Blocks,
  missing: readonly number[],
  damaged: readonly string[],
): Promise<string> {
  const cells = missing.flatMap((block) => blocks.cells(block));
  const first = grid.cell(cells[0] ?? 0).at;
  const place = Object.entries(first)
    .map(([field, value]) => `${field} = ${value}`)
    .join(", ");
  const counts = await shardCounts(path);
  const shards = [...new Set(missing.map((block) => block % (counts[0] ?? 1)))].sort((a, b) => a - b);
  const named = shards.slice(0, NAMED).map((shard) => `${shard}/${counts[0]}`);
  const more = shards.length > NAMED ? ` and ${shards.length - NAMED} more` : "";
  const again = counts.length === 1 ? `: run shard ${named.join(", ")}${more} again, with --resume` : "";
  const broken = damaged.slice(0, NAMED).join(", ");
  const rest = damaged.length > NAMED ? ` and ${damaged.length - NAMED} more` : "";
  const wrong = damaged.length === 0 ? "" : `; damaged: ${broken}${rest}`;
  return `${path} lacks ${cells.length} of ${grid.count} cells${place === "" ? "" : `, the first at ${place}`}${wrong}${again}`;
}

/** Into how many shards the work on a store was cut, by what shards leave there; several where it was cut anew. */
async function shardCounts(path: string): Promise<number[]> {
  const names = await readdir(join(path, OWN_FOLDER)).catch(() => []);
  const begun = names.flatMap((name) => /^shard-\d+-of-(\d+)\./.exec(name)?.[1] ?? []);
  const ended = (await readProvenance(path)).flatMap(({ shard }) => shard?.split("/")[1] ?? []);
  return [...new Set([...begun, ...ended].map(Number))];
}
