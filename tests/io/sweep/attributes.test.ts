import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { sweepAttributes } from "../../../src/io/sweep/attributes.ts";
import { studyKey } from "../../../src/io/sweep/key.ts";
import { readProvenance, writeProvenance } from "../../../src/io/sweep/provenance.ts";
import { sweepSizes } from "../../../src/io/sweep/sweep-dataset.ts";
import { openStore } from "../../../src/io/sweep/zarr.ts";
import { rootAttributes } from "../../../src/io/sweep/zarr-root.ts";
import { blocksOf } from "../../../src/study/blocks.ts";
import { studyGrid } from "../../../src/study/grid.ts";
import { GRID, PROVENANCE } from "../../support/sweeps.ts";

test("a result tells its study, and nothing of who computed it", () => {
  const { study } = GRID;
  expect(sweepAttributes(GRID)).toEqual({
    ...{ software: "lyascope", version: manifest.version, schema: 1, seed: 42, study, key: studyKey(study) },
    generator: expect.stringContaining("pcg4d"),
    units: expect.stringContaining("nats per layer"),
  });
  expect(sweepAttributes(studyGrid({ axes: [{ path: "seed", values: [1, 2] }] })).seed).toBe(null);
});

test("a store keeps a note of every run, and tells of all in its attributes, though shards end together", async () => {
  const store = mkdtempSync(join(tmpdir(), "runs-"));
  expect(await readProvenance(store)).toEqual([]);
  await openStore(store, GRID, blocksOf(GRID.axes));
  const later = { ...PROVENANCE, started: "2026-02-01T00:00:00.000Z" };
  const other = { ...PROVENANCE, shard: "1/2" };
  const { shard: _, ...alone } = { ...PROVENANCE, started: "2026-03-01T00:00:00.000Z" };
  for (const run of [alone, later, other, PROVENANCE, PROVENANCE]) await writeProvenance(store, [run]);
  expect(await readProvenance(store)).toEqual([PROVENANCE, other, later, alone]);
  const { key } = await rootAttributes(store);
  expect(await rootAttributes(store)).toEqual({
    ...sweepAttributes(GRID),
    provenance: [PROVENANCE, other, later, alone],
  });
  const shards = Array.from({ length: 20 }, (_, index) => ({ ...PROVENANCE, shard: `${index}/20` }));
  await Promise.all(shards.map((run) => writeProvenance(store, [run])));
  const all = await readProvenance(store);
  expect([all.length, await rootAttributes(store)]).toEqual([24, expect.objectContaining({ key, provenance: all })]);
  expect(readdirSync(store).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  rmSync(store, { recursive: true });
});

test("what is measured is known before it is", () => {
  expect(sweepSizes(GRID)).toEqual({ index: 4, vector: 1, checkpoint: 2, distribution: false });
  const counted = studyGrid({ axes: [{ path: "exponents", values: [3, 7, 5] }], network: { width: 8 } });
  expect(sweepSizes(counted)).toEqual({ index: 7, vector: 0, checkpoint: 0, distribution: false });
  expect(sweepSizes(studyGrid({ exponents: 9, distribution: true }))).toMatchObject({ index: 9, distribution: true });
  const checked = studyGrid({ depth: 9, axes: [{ path: "checkpoints", values: [2, 100] }] });
  expect(sweepSizes(checked).checkpoint).toBe(8);
});
