import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Spectrum } from "../../src/engine/engine.ts";
import type { SpectrumDocument } from "../../src/io/spectrum-document.ts";
import { writeProvenance } from "../../src/io/sweep/provenance.ts";
import { resultBytes } from "../../src/io/sweep/result-file.ts";
import { sweepDataset } from "../../src/io/sweep/sweep-dataset.ts";
import { openStore } from "../../src/io/sweep/zarr.ts";
import { blocksOf as cellBlocks } from "../../src/study/blocks.ts";
import { studyGrid } from "../../src/study/grid.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { runSpectrum } from "../../src/study/run.ts";
import { blocksOf, linesOf, words } from "../support/markdown.ts";
import { hasPython, python } from "../support/python.ts";
import { GRID, PROVENANCE, resultsOf } from "../support/sweeps.ts";
import { inProcess } from "./in-process.ts";
import { ROOT } from "./lyascope.ts";

const PAGE = readFileSync(join(ROOT, "docs/python.md"), "utf8");
const BLOCKS = blocksOf(PAGE);
const PROGRAMS = BLOCKS.filter(({ language }) => language === "python").map(({ content }) => content);
const [XARRAY = "", NUMPY = "", ABOUT = "", RUNS = "", WEIGHTS = "", EXPONENTS = ""] = PROGRAMS;
const WRITTEN = JSON.parse(BLOCKS.find(({ language }) => language === "json")?.content ?? "");

const folder = mkdtempSync(join(tmpdir(), "python-"));
const engine = createCpuEngine({ workers: 1 });
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await engine.close();
});

/** The page's study on a smaller grid of smaller networks; and with dead ones beside the others. */
const SMALL = {
  ...{ ...WRITTEN, depth: 12, ensemble: 2, exponents: 2 },
  network: { ...WRITTEN.network, width: 4 },
  axes: WRITTEN.axes.map((axis: object, index: number) => ({ ...axis, steps: 3 + index })),
};
const grid = studyGrid(SMALL);

async function measured(): Promise<Spectrum[]> {
  let cells: readonly (Spectrum | null)[] = [];
  for await (const snapshot of runSpectrum(resolveStudy(SMALL), engine)) ({ cells } = snapshot);
  return cells.flatMap((cell) => (cell === null ? [] : [cell]));
}

/** λ₁ of every cell as the command line tells it. */
async function largest(): Promise<(number | null)[]> {
  const { stdout } = await inProcess(["spectrum", "-", "--engine", "cpu", "--json"], { stdin: JSON.stringify(SMALL) });
  const { cells }: SpectrumDocument = JSON.parse(stdout);
  return cells.map(({ exponents }) => exponents[0]);
}

/** Stands in for matplotlib and keeps what it is to draw. */
const MOCK = `
import json, sys
from unittest.mock import MagicMock
plt = MagicMock()
sys.modules["matplotlib"] = MagicMock(pyplot=plt)
sys.modules["matplotlib.pyplot"] = plt
`;

describe("the page on Python", () => {
  test("has programs that are Python, as short as it says, and a study", () => {
    expect(PROGRAMS).toHaveLength(6);
    const lines = (program: string) => program.split("\n").filter((line) => line.trim() !== "").length;
    expect([XARRAY, WEIGHTS].map(lines)).toEqual([9, 20]);
    expect(studyGrid(WRITTEN).count).toBe(24 * 32);
    if (!hasPython("ast")) return;
    for (const program of PROGRAMS)
      expect(python(`import ast; ast.parse(${JSON.stringify(program)}); print(1)`)).toBe(1);
  });

  test("names every array that a result has", () => {
    const asked = studyGrid({ ...GRID.study, distribution: true });
    for (const { name } of sweepDataset(asked, resultsOf(asked)).variables) {
      const base = name.replace(/StandardError$/, "");
      expect(PAGE.includes(`\`${name}\``) || PAGE.includes(`\`${base}\``), name).toBe(true);
    }
  });

  test("draws the phase diagram of an NPZ, with the command line's exponents", async () => {
    if (!hasPython("numpy")) return;
    writeFileSync(
      join(folder, "result.npz"),
      await resultBytes("npz", sweepDataset(grid, await measured()), [PROVENANCE]),
    );
    const show = `
(x_values, y_values, drawn), _ = plt.pcolormesh.call_args
print(json.dumps([x_values.tolist(), y_values.tolist(), drawn.ravel().tolist(), about["study"]["depth"]]))`;
    const read = python(MOCK + NUMPY + ABOUT.replace(/^print.*/m, "") + show, [], folder);
    const [y, x] = grid.axes.map(({ values }) => values);
    expect(read).toEqual([x, y, await largest(), 12]);
  });

  test("draws the phase diagram of a store, where there is xarray, and tells its runs", async () => {
    const path = join(folder, "result.zarr");
    const blocks = cellBlocks(grid.axes);
    const store = await openStore(path, grid, blocks);
    const results = await measured();
    for (let block = 0; block < blocks.count; block++) {
      await store.writeBlock(
        block,
        blocks.cells(block).map((cell) => results[cell]),
      );
    }
    await writeProvenance(path, [PROVENANCE]);
    if (!hasPython("ast")) return;
    const ran = python(
      `import json, io, contextlib
with contextlib.redirect_stdout(io.StringIO()) as told: exec(${JSON.stringify(RUNS)})
print(json.dumps(told.getvalue()))`,
      [],
      folder,
    );
    expect(ran).toBe(`${PROVENANCE.started} cpu 1.5 0/1 ${PROVENANCE.commit ?? "None"}\n`);
    if (!hasPython("xarray", "zarr", "matplotlib")) return;
    const show = `
import json
print(json.dumps([list(largest.dims), largest.values.ravel().tolist()]))`;
    const read = python(`import matplotlib\nmatplotlib.use("Agg")\n${XARRAY}${show}`, [], folder);
    expect(read).toEqual([grid.axes.map(({ path: name }) => name), await largest()]);
  });

  test("builds a network again that has the command line's exponents", async () => {
    const line = linesOf(PAGE).at(-1) ?? "";
    const { stdout, stderr } = await inProcess([...words(line).slice(2), "--engine", "cpu"]);
    expect(stderr).toBe("");
    const { cells }: SpectrumDocument = JSON.parse(stdout);
    const told = (text: string) => text.trim().split(" ").map(Number);
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 9));
    const exponents = cells.flatMap((cell) => cell.exponents.map(Number));
    expect(told(BLOCKS.find(({ language }) => language === "text")?.content ?? "")).toEqual(near(exponents));
    if (!hasPython("numpy")) return;
    const program = `${WEIGHTS}${EXPONENTS}`.replace(/^print\((.*)\)$/m, "import json; print(json.dumps([$1]))");
    expect(python(program, [], ROOT)).toEqual(near(exponents));
  });
});
