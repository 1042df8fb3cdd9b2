import { existsSync } from "node:fs";
import { InputError } from "../../io/error.ts";
import { readProvenance, writeProvenance } from "../../io/sweep/provenance.ts";
import { datasetBytes, formatOf } from "../../io/sweep/result-file.ts";
import { writeWhole } from "../../io/sweep/write-file.ts";
import { openStore, readGrid } from "../../io/sweep/zarr.ts";
import type { Command } from "../command.ts";
import { damagedChunks, missingBlocks, tellMissing } from "../sweep/gaps.ts";
import { UsageError } from "../usage-error.ts";

export const merge: Command = {
  name: "merge",
  operands: "store",
  summary: "check that all shards of a sweep are there, and write them as a single result",
  options: {
    out: { value: "FILE", about: "result.zarr, .npz, .csv or .parquet, equal to that of a sweep in one part" },
  },
  examples: [
    { about: "one NumPy archive of all shards", line: "lyascope merge result.zarr --out result.npz" },
    { about: "only say whether all is there", line: "lyascope merge result.zarr" },
  ],

  async run(given) {
    const path = given.operand;
    if (path === undefined) throw new UsageError("merge needs a store, such as result.zarr");
    const out = given.text("out");
    const format = out === undefined ? null : formatOf(out);
    if (out !== undefined && existsSync(out)) throw new InputError(`${out} is there already; choose another name`);
    const { grid, blocks } = await readGrid(path);
    const store = await openStore(path, grid, blocks);
    const missing = await missingBlocks(store, blocks);
    if (missing.length > 0) {
      process.stderr.write(
        `lyascope: ${await tellMissing(path, grid, blocks, missing, await damagedChunks(store, missing))}\n`,
      );
      return 1;
    }
    process.stderr.write(`lyascope: ${path} is complete: ${grid.count === 1 ? "1 cell" : `${grid.count} cells`}\n`);
    if (out === undefined || format === null) return 0;
    const runs = await readProvenance(path);
    if (format === "zarr") {
      const copy = await openStore(out, grid, blocks);
      for (let block = 0; block < blocks.count; block++) await copy.copyBlock(block, path);
      for (const run of runs) await writeProvenance(out, run);
    } else {
      await writeWhole(out, await datasetBytes(format, await store.read(), runs));
    }
    return 0;
  },
};
