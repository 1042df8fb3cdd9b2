import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import JSZip from "jszip";
import Npyjs from "npyjs";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { studyKey } from "../../../src/io/sweep/key.ts";
import { formatOf, resultBytes } from "../../../src/io/sweep/result-file.ts";
import { isOfStudy } from "../../../src/io/sweep/result-key.ts";
import { sweepDataset } from "../../../src/io/sweep/sweep-dataset.ts";
import { type Grid, studyGrid } from "../../../src/study/grid.ts";
import { hasPython, python } from "../../support/python.ts";
import { GRID, PROVENANCE, resultsOf } from "../../support/sweeps.ts";

const RESULTS = resultsOf(GRID);

test("a finished file tells of which study it is, where its format can", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
  try {
    const [key, other] = [studyKey(GRID.study), studyKey({ ...GRID.study, seed: 43 })];
    for (const format of ["npz", "parquet", "csv"] as const) {
      const path = join(folder, `result.${format}`);
      writeFileSync(path, await bytesOf(format));
      const tells = format !== "csv";
      expect(await isOfStudy(path, format, key)).toBe(tells ? true : null);
      expect(await isOfStudy(path, format, other)).toBe(tells ? false : null);
      writeFileSync(path, "something else");
      expect(await isOfStudy(path, format, key)).toBeNull();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
const bytesOf = (format: "npz" | "csv" | "parquet", grid: Grid = GRID) =>
  resultBytes(format, sweepDataset(grid, resultsOf(grid)), [PROVENANCE]);

/** What a row of a long table should say; null where nothing is said. */
const ROWS = RESULTS.flatMap((result, cell) =>
  result.exponents.map((exponent, i) => ({
    ...GRID.cell(cell).at,
    ...{ index: i + 1, exponents: exponent, standardErrors: result.standardErrors[i] ?? null },
    ...{ intervalLow: result.intervals[i]?.[0] ?? null, infinite: result.infinite[i], status: result.status },
    ...{ networks: result.networks, count: result.exponents.length, entropy: result.entropy?.value ?? null },
    driftSignificant: result.drift === null ? "not known" : result.drift.significant ? "yes" : "no",
  })),
);
const ATTRIBUTES = { software: "lyascope", seed: 42, study: GRID.study, provenance: [PROVENANCE] };

async function fromParquet(bytes: Uint8Array) {
  const buffer = bytes.slice().buffer;
  const file: AsyncBuffer = { byteLength: buffer.byteLength, slice: (from, to) => buffer.slice(from, to) };
  return { rows: await parquetReadObjects({ file }), metadata: await parquetMetadataAsync(file) };
}

describe("a sweep as one file", () => {
  test("has rows of all kinds", () => {
    expect(new Set(ROWS.map(({ status }) => status))).toEqual(new Set(["ok", "drifting", "overflow"]));
    expect(ROWS.some(({ exponents }) => exponents === Number.NEGATIVE_INFINITY)).toBe(true);
    expect(new Set(ROWS.map(({ count }) => count))).toEqual(new Set([2, 3, 4]));
  });

  test("is read from CSV, which begins with its header, by papaparse", async () => {
    const text = new TextDecoder().decode(await bytesOf("csv"));
    expect(text.startsWith("network.activation,network.width,network.tied,index,exponents,standardErrors,")).toBe(true);
    const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    expect([errors, data.length]).toEqual([[], ROWS.length]);
    const told = (value: unknown) =>
      value === null ? "" : value === Number.NEGATIVE_INFINITY ? "-inf" : String(value);
    for (const [index, row] of ROWS.entries()) {
      expect(data[index]).toMatchObject(Object.fromEntries(Object.entries(row).map(([key, v]) => [key, told(v)])));
    }
  });

  test("is read from Parquet, study and all, by hyparquet", async () => {
    const { rows, metadata } = await fromParquet(await bytesOf("parquet"));
    expect(rows).toHaveLength(ROWS.length);
    for (const [index, row] of ROWS.entries()) expect(rows[index]).toMatchObject(row);
    const told = Object.fromEntries(
      (metadata.key_value_metadata ?? []).map(({ key, value }) => [key, JSON.parse(value ?? "null")]),
    );
    for (const [key, value] of Object.entries(ATTRIBUTES)) expect(told[`lyascope.${key}`]).toEqual(value);
    expect(told["lyascope.columns"].exponents.units).toBe("nats per layer");
    expect(metadata.created_by).toBe(`lyascope version ${told["lyascope.version"]}`);
  });

  test("is read from NPZ by npyjs, and by NumPy where there is one", async () => {
    const bytes = await bytesOf("npz");
    const archive = await JSZip.loadAsync(bytes);
    const { coordinates, variables, dims } = sweepDataset(GRID, RESULTS);
    for (const { name, dims: own, data } of [...coordinates, ...variables]) {
      if (!("buffer" in data)) continue;
      const member = await archive.file(`${name}.npy`)?.async("arraybuffer");
      const read = await new Npyjs().load(member ?? "");
      expect(read.shape, name).toEqual(own.map((dim) => dims[dim]));
      expect(Array.from(read.data as Float64Array), name).toEqual(Array.from(data as Float64Array));
    }
    if (!hasPython("numpy")) return;
    const folder = mkdtempSync(join(tmpdir(), "result-"));
    writeFileSync(join(folder, "result.npz"), bytes);
    const read = python(
      `import json, numpy as np
data = np.load("result.npz")
about = json.loads(str(data["attributes"]))
dead = np.isneginf(data["exponents"])
print(json.dumps([about, data["network.activation"].tolist(), data["network.tied"].tolist(), data["exponents"].shape, int(dead.sum())]))`,
      [],
      folder,
    ) as [Record<string, unknown>, ...unknown[]];
    rmSync(folder, { recursive: true });
    expect(read[0]).toMatchObject(ATTRIBUTES);
    const dead = ROWS.filter(({ exponents }) => exponents === Number.NEGATIVE_INFINITY).length;
    expect(read.slice(1)).toEqual([["tanh", "relu", "leaky-relu", "erf", "linear"], [false, true], [5, 3, 2, 4], dead]);
  });

  test("is the same file again, and of a study without axes a row an exponent", async () => {
    expect(await bytesOf("npz")).toEqual(await bytesOf("npz"));
    const single = studyGrid({ depth: 8, network: { width: 3 } });
    const lines = new TextDecoder()
      .decode(await bytesOf("csv", single))
      .trim()
      .split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^index,exponents,/);
    const { rows } = await fromParquet(await bytesOf("parquet", single));
    expect(rows.map(({ index }) => index)).toEqual([1, 2, 3]);
  });

  test("is whole where a table is longer than what is made at a time", async () => {
    const long = studyGrid({
      ...{ depth: 8, exponents: 2, network: { width: 2 } },
      axes: [{ path: "seed", from: 0, to: 10_000, steps: 10_001 }],
    });
    const result = RESULTS[0];
    const results = Array.from({ length: long.count }, (_, index) => ({
      ...result,
      networks: index,
      exponents: [index, 0],
    }));
    const text = new TextDecoder().decode(await resultBytes("csv", sweepDataset(long, results), [PROVENANCE]));
    const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    const { rows, metadata } = await fromParquet(
      await resultBytes("parquet", sweepDataset(long, results), [PROVENANCE]),
    );
    expect([data.length, rows.length, metadata.row_groups.length]).toEqual([20_002, 20_002, 2]);
    const firsts = Array.from({ length: 10_001 }, (_, index) => index);
    expect(data.filter(({ index }) => index === "1").map((row) => Number(row.exponents))).toEqual(firsts);
    expect(rows.filter(({ index }) => index === 1).map(({ exponents }) => exponents)).toEqual(firsts);
  });
});

describe("the format of a result", () => {
  test("is told by the end of its name", () => {
    expect(["a.zarr", "a.b.npz", "A.CSV", "x/y.parquet", "a.zarr/"].map(formatOf)).toEqual([
      ...["zarr", "npz", "csv", "parquet", "zarr"],
    ]);
    expect(() => formatOf("result.txt")).toThrow(
      `out is "result.txt"; allowed: a name that ends in .zarr, .npz, .csv, .parquet`,
    );
    expect(() => formatOf("npz")).toThrow(/^out is "npz"/);
  });
});
