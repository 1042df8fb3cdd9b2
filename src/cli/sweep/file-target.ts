import { existsSync } from "node:fs";
import type { Spectrum } from "../../engine/engine.ts";
import { InputError } from "../../io/error.ts";
import { Journal } from "../../io/sweep/journal.ts";
import { studyKey } from "../../io/sweep/key.ts";
import { type Format, resultBytes } from "../../io/sweep/result-file.ts";
import { isOfStudy } from "../../io/sweep/result-key.ts";
import { sweepDataset } from "../../io/sweep/sweep-dataset.ts";
import { writeWhole } from "../../io/sweep/write-file.ts";
import type { Grid } from "../../study/grid.ts";
import { damaged, lockedTarget, type SweepTarget } from "./target.ts";

/**
 * A single file: cells are kept in a journal beside it until all are there, then it is written whole and the journal goes. null where
 * the file is there already and that was to be expected. Throws InputError where it is in the way.
 */
export async function openFileTarget(
  path: string,
  format: Exclude<Format, "zarr">,
  grid: Grid,
  resume: boolean,
): Promise<SweepTarget | null> {
  const journalPath = `${path}.journal`;
  return lockedTarget(`${path}.lock`, async () => {
    if (existsSync(path) && !existsSync(journalPath)) {
      const same = resume ? await isOfStudy(path, format, studyKey(grid.study)) : null;
      if (same === true) return null;
      const why = resume ? (same === false ? ", of another study" : ", and does not tell of which study") : "";
      throw new InputError(`${path} is there already${why}; choose another name, or remove it`);
    }
    const journal = await Journal.open(journalPath, studyKey(grid.study), { resume });
    const missing = Array.from({ length: grid.count }, (_, index) => index).filter(
      (index) => !journal.results.has(index),
    );
    const results: (Spectrum | undefined)[] = Array.from({ length: grid.count }, (_, index) =>
      journal.results.get(index),
    );
    let kept = grid.count - missing.length;
    return {
      total: grid.count,
      missing,
      get kept() {
        return kept;
      },
      remark: damaged(journal.dropped),
      async take(index, result) {
        await journal.append(index, result);
        kept++;
        results[index] = result;
      },
      async finish(provenance) {
        const whole = results.flatMap((result) => (result === undefined ? [] : [result]));
        if (whole.length < grid.count) throw new Error(`${grid.count - whole.length} cells are missing`);
        await writeWhole(
          path,
          await resultBytes(format, sweepDataset(grid, whole), provenance === null ? [] : [provenance]),
        );
        await journal.remove();
      },
      close: () => journal.close(),
    };
  });
}
