import { existsSync } from "node:fs";
import { InputError } from "../../io/error.ts";
import { lockFile } from "../../io/sweep/lock.ts";
import { readProvenance } from "../../io/sweep/provenance.ts";
import { type Format, formatOf, refuseTooLarge, resultBytes } from "../../io/sweep/result-file.ts";
import { writeWhole } from "../../io/sweep/write-file.ts";
import { findStore } from "../../io/sweep/zarr.ts";
import type { Command } from "../command.ts";
import { copyStore } from "../sweep/copy-store.ts";
import { tellGaps } from "../sweep/gaps.ts";
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
    const out = given.text("out")?.replace(/[\\/]+$/, "");
    const format = out === undefined ? null : formatOf(out);
    if (out !== undefined) refuseExisting(out);
    const found = await findStore(path);
    if (format !== null && format !== "zarr") refuseTooLarge(format, found.grid);
    const gaps = await tellGaps(found);
    if (gaps !== null) {
      process.stderr.write(`lyascope: ${gaps}\n`);
      return 1;
    }
    const { count } = found.grid;
    process.stderr.write(`lyascope: ${path} is complete: ${count === 1 ? "1 cell" : `${count} cells`}\n`);
    if (out !== undefined && format !== null) await writeMerged(found, out, format);
    return 0;
  },
};

async function writeMerged(found: Awaited<ReturnType<typeof findStore>>, out: string, format: Format): Promise<void> {
  const unlock = await lockFile(`${out}.lock`);
  try {
    // Whoever had the lock before may have written it.
    refuseExisting(out);
    if (format === "zarr") await copyStore(found, out);
    else {
      const { path } = found.store;
      await writeWhole(out, await resultBytes(format, await found.store.read(), await readProvenance(path)));
    }
  } finally {
    await unlock();
  }
}

function refuseExisting(out: string): void {
  if (existsSync(out)) throw new InputError(`${out} is there already; choose another name`);
}
