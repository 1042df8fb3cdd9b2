import { join } from "node:path";
import type { Spectrum } from "../../engine/engine.ts";
import { type Blocks, blocksOf } from "../../study/blocks.ts";
import { type Grid, studyGrid } from "../../study/grid.ts";
import { where } from "../../study/resolve.ts";
import type { Dataset } from "../dataset.ts";
import { InputError } from "../error.ts";
import { decodeChunk } from "./chunk.ts";
import { bytesOf } from "./read-file.ts";
import { writeWhole } from "./write-file.ts";
import { encodedBlock, numbersOf, place } from "./zarr-block.ts";
import { boxOf, chunkPath, filled, type Layout, layoutOf } from "./zarr-layout.ts";
import { checkMetadata, damagedMetadata, rootAttributes, writeMetadata } from "./zarr-root.ts";

/** The Zarr v3 store of a sweep: a block is a chunk of every array over the cells. */
export interface SweepStore {
  readonly path: string;
  /** Whether a block is there, every chunk of it as it was written. */
  hasBlock(block: number): Promise<boolean>;
  /** What every block shares and is gone or not as it was written, by its path in the store: metadata and coordinates. */
  damagedMetadata(): Promise<string[]>;
  /** The chunks of a finished block that are gone, or not as they were written, by their paths in the store; none of a block that was never finished. */
  damaged(block: number): Promise<string[]>;
  /**
   * Writes a block, `results` in the order of `blocks.cells`; the same bytes whoever does. Its `status` comes last: a block
   * without it is none.
   */
  writeBlock(block: number, results: readonly Spectrum[]): Promise<void>;
  /** Writes a block as it stands in the store at `path`, of the same study. InputError where it is missing or damaged there. */
  copyBlock(block: number, path: string): Promise<void>;
  /** All cells. InputError where blocks are missing or damaged, naming them. */
  read(): Promise<Dataset>;
}

/**
 * The store at `path` for a study, made if there is none; safe for several processes at once. InputError where another study
 * is there, or the system refuses.
 */
export async function openStore(path: string, grid: Grid, blocks: Blocks): Promise<SweepStore> {
  const layout = layoutOf(grid, blocks);
  await writeMetadata(path, layout);
  return storeAt(path, grid, blocks, layout);
}

/**
 * The store that is at `path`, its study and its blocks, from what it says of itself; nothing is written. InputError where there is
 * none, or it cannot be read.
 */
export async function findStore(path: string): Promise<{ grid: Grid; blocks: Blocks; store: SweepStore }> {
  const { study } = await rootAttributes(path);
  const grid = studyGrid(study);
  const blocks = blocksOf(grid.axes);
  const layout = layoutOf(grid, blocks);
  await checkMetadata(path, layout);
  return { grid, blocks, store: storeAt(path, grid, blocks, layout) };
}

function storeAt(path: string, grid: Grid, blocks: Blocks, layout: Layout): SweepStore {
  const { dataset, arrays } = layout;

  /** Every chunk of a block, `status` last; without numbers where it is not as it was written. */
  async function chunksOf(folder: string, block: number) {
    const box = boxOf(grid, blocks, block);
    return Promise.all(
      arrays.map(async (array) => {
        const file = chunkPath(array, box.place);
        const bytes = await bytesOf(join(folder, file));
        const data = filled(array.variable, array.chunk);
        const whole = bytes !== null && decodeChunk(bytes, data);
        return { array, file, bytes, data: whole ? data : null };
      }),
    );
  }
  /** Its chunks where it is finished, null where it is not: then it has no `status`. */
  async function finished(folder: string, block: number) {
    const status = arrays.slice(-1).map((array) => chunkPath(array, boxOf(grid, blocks, block).place));
    const there = await Promise.all(status.map((file) => bytesOf(join(folder, file))));
    return there.includes(null) ? null : chunksOf(folder, block);
  }
  /** All but the last together; then the last, which says that they are there. */
  async function write(chunks: readonly [path: string, bytes: Uint8Array][]) {
    const save = ([file, bytes]: readonly [string, Uint8Array]) => writeWhole(join(path, file), bytes);
    await Promise.all(chunks.slice(0, -1).map(save));
    await Promise.all(chunks.slice(-1).map(save));
  }

  return {
    path,
    async hasBlock(block) {
      return (await finished(path, block))?.every(({ data }) => data !== null) ?? false;
    },
    damagedMetadata: () => damagedMetadata(path, layout),
    async damaged(block) {
      return ((await finished(path, block)) ?? []).flatMap(({ data, file }) => (data === null ? [file] : []));
    },
    async writeBlock(block, results) {
      const { length } = blocks.cells(block);
      if (results.length !== length) throw new RangeError(`block ${block} has ${length} cells, not ${results.length}`);
      await write(encodedBlock(layout, boxOf(grid, blocks, block), results));
    },
    async copyBlock(block, from) {
      const chunks = await finished(from, block);
      if (chunks === null) throw incomplete(from, grid, blocks, [block], []);
      await write(
        chunks.map(({ file, bytes, data }) => {
          if (bytes === null || data === null) throw incomplete(from, grid, blocks, [], [file]);
          return [file, bytes];
        }),
      );
    },
    async read() {
      const whole = new Map(arrays.map((array) => [array, filled(array.variable, array.shape)]));
      const missing: number[] = [];
      const damaged: string[] = [];
      for (let block = 0; block < blocks.count; block++) {
        const chunks = await finished(path, block);
        if (chunks === null) missing.push(block);
        for (const { array, file, data } of chunks ?? []) {
          if (data === null) damaged.push(file);
          else place(data, numbersOf(whole.get(array)), array, boxOf(grid, blocks, block));
        }
      }
      if (missing.length + damaged.length > 0) throw incomplete(path, grid, blocks, missing, damaged);
      const byName = new Map(arrays.map((array) => [array.variable.name, whole.get(array)]));
      const variables = dataset.variables.map((each) => ({ ...each, data: numbersOf(byName.get(each.name)) }));
      return { ...dataset, variables };
    },
  };
}

/** Names told one by one in a message. */
const TOLD = 3;

function incomplete(path: string, grid: Grid, blocks: Blocks, missing: readonly number[], damaged: readonly string[]) {
  const cells = missing.reduce((sum, block) => sum + blocks.cells(block).length, 0);
  const [first] = missing.slice(0, 1).flatMap((block) => blocks.cells(block).slice(0, 1));
  const place = first === undefined ? "" : where(grid.cell(first).at);
  const lacks = `${cells} of ${grid.count} cells are missing, in block${listed(missing)}; the first is cell ${first}${place}`;
  const wrong = `damaged${listed(damaged)}`;
  const parts = [...(missing.length > 0 ? [lacks] : []), ...(damaged.length > 0 ? [wrong] : [])];
  return new InputError(`${path} is not complete: ${parts.join("; ")}`);
}

function listed(names: readonly (string | number)[]): string {
  const more = names.length > TOLD ? ` and ${names.length - TOLD} more` : "";
  return ` ${names.slice(0, TOLD).join(", ")}${more}`;
}
