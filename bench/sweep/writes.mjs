// What a sweep costs beside its networks, on one file system: the check of a grid, the journal, the blocks of a Zarr store,
// a resume, a merge. The spectra are real ones of 64 small networks, written again and again.
//
//   node bench/sweep/writes.mjs [--folder /scratch] [--cells 100000] [--exponents 16]     after npm run build

import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createCpuEngine, resolveStudy, runSpectrum } from "../../dist/index.js";
import { Journal } from "../../dist/io/sweep/journal.js";
import { studyKey } from "../../dist/io/sweep/key.js";
import { openStore } from "../../dist/io/sweep/zarr.js";
import { blocksOf } from "../../dist/study/blocks.js";
import { studyGrid } from "../../dist/study/grid.js";

const { values } = parseArgs({
  options: {
    folder: { type: "string", default: tmpdir() },
    cells: { type: "string", default: "100000" },
    exponents: { type: "string", default: "16" },
  },
});
const exponents = Number(values.exponents);
const rows = Math.round(Math.sqrt(Number(values.cells)));
const columns = Math.round(Number(values.cells) / rows);

const samples = await spectra();
const grid = timed("grid checked", () =>
  studyGrid({
    ...{ network: { width: 256 }, depth: 10_000, ensemble: 1000, exponents },
    axes: [
      { path: "network.weights.variance", from: 0.5, to: 4, steps: rows },
      { path: "network.bias.variance", from: 0, to: 0.3, steps: columns },
    ],
  }),
);
const folder = mkdtempSync(join(values.folder, "lyascope-writes-"));
try {
  await measure(await grid, folder);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(grid, folder) {
  const blocks = blocksOf(grid.axes);
  console.log(`${grid.count} cells, ${blocks.count} blocks of ${blocks.shape.join(" × ")}, ${exponents} exponents`);
  const path = join(folder, "journal");
  const key = studyKey(grid.study);
  const journal = await Journal.open(path, key, { resume: false });
  await timed("journal, written and synced", async () => {
    for (let index = 0; index < grid.count; index++) await journal.append(index, samples[index % samples.length]);
  });
  await journal.close();
  console.log(`  ${(statSync(path).size / grid.count).toFixed(0)} bytes a cell`);
  const again = await timed("journal, read by --resume", () => Journal.open(path, key, { resume: true }));
  console.log(`  ${again.results.size} cells`);
  await again.close();

  const store = join(folder, "result.zarr");
  const zarr = await openStore(store, grid, blocks);
  await timed("Zarr blocks, written and synced", async () => {
    for (let block = 0; block < blocks.count; block++) {
      await zarr.writeBlock(
        block,
        blocks.cells(block).map((index) => samples[index % samples.length]),
      );
    }
  });
  const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  const each = `${(bytes / grid.count).toFixed(0)} bytes a cell, ${(bytes / files.length).toFixed(0)} a file`;
  console.log(`  ${files.length} files, ${(files.length / blocks.count).toFixed(1)} a block, ${each}`);
  await timed("Zarr, which blocks are there", async () => {
    for (let block = 0; block < blocks.count; block++) await zarr.hasBlock(block);
  });
  await timed("Zarr, read whole", () => zarr.read());
}

async function timed(what, work) {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${what}: ${seconds.toFixed(2)} s, ${Math.round((rows * columns) / seconds)} cells/s`);
  return result;
}

async function spectra() {
  const engine = createCpuEngine({ workers: 1 });
  let cells = [];
  const study = resolveStudy({
    ...{ network: { width: Math.max(16, exponents) }, depth: 64, ensemble: 8, exponents },
    axes: [{ path: "network.weights.variance", from: 0.5, to: 4, steps: 64 }],
  });
  for await (const snapshot of runSpectrum(study, engine)) cells = snapshot.cells;
  await engine.close();
  return cells;
}
