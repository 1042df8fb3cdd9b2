import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { datasetNpz } from "../../../src/io/dataset.ts";
import { InputError } from "../../../src/io/error.ts";
import { sweepDataset } from "../../../src/io/sweep/sweep-dataset.ts";
import { findStore, openStore } from "../../../src/io/sweep/zarr.ts";
import { studyGrid } from "../../../src/study/grid.ts";
import { hasPython, python } from "../../support/python.ts";
import { cutBlocks, GRID, resultsOf, STUDY, wholeBlocks } from "../../support/sweeps.ts";
import { filesOf, readArray } from "../../support/zarr.ts";

const folder = mkdtempSync(join(tmpdir(), "zarr-"));
afterAll(() => rmSync(folder, { recursive: true }));
let stores = 0;
const newPath = () => join(folder, `${stores++}.zarr`);

const RESULTS = resultsOf(GRID);
/** 3 × 2 × 1 blocks, the last ones cut. */
const BLOCKS = cutBlocks(GRID, [2, 2, 2]);
const of = (block: number) => BLOCKS.cells(block).map((cell) => RESULTS[cell]);

async function written(order: readonly number[], path = newPath()) {
  const store = await openStore(path, GRID, BLOCKS);
  for (const block of order) await store.writeBlock(block, of(block));
  return store;
}
const all = Array.from({ length: BLOCKS.count }, (_, block) => block);
/** A whole store, written once. */
const WHOLE = await written(all);
const wholeCopy = () => {
  const path = newPath();
  cpSync(WHOLE.path, path, { recursive: true });
  return path;
};

describe("the store of a sweep", () => {
  test("is read by zarrita as it was written, names, units, codes and all", async () => {
    const { path } = WHOLE;
    const { coordinates, variables, dims } = sweepDataset(GRID, RESULTS);
    for (const { name, dims: own, data, about, units, codes } of [...coordinates, ...variables]) {
      const read = await readArray(path, name);
      expect(read.values, name).toEqual(Array.from(data as Iterable<unknown>));
      expect([read.dims, read.shape], name).toEqual([own, own.map((dim) => dims[dim])]);
      expect(read.attributes, name).toMatchObject({ description: about, ...(units === undefined ? {} : { units }) });
      expect("flag_values" in read.attributes, name).toBe(codes !== undefined);
    }
    const { values } = await readArray(path, "exponents");
    expect(values).toContain(Number.NEGATIVE_INFINITY);
    expect((await readArray(path, "status")).attributes).toMatchObject({
      flag_values: [-1, 0, 1, 2, 3, 4, 5],
      flag_meanings: "not_measured ok overflow collapsed ill-conditioned drifting not-converged",
    });
    // What a plot writes at its axes.
    expect((await readArray(path, "network.width")).attributes.long_name).toBe("network.width");
    expect((await readArray(path, "exponents")).attributes.long_name).toBe("Lyapunov exponents");
    expect((await readArray(path, "network.activation")).type).toBe("string");
    expect((await readArray(path, "network.tied")).values).toEqual([false, true]);
    expect(variables.map(({ name }) => name)).toEqual(expect.arrayContaining(["growth", "checkpointExponents"]));
  });

  test("tells all metadata in one file, as xarray asks for them", async () => {
    const { path } = WHOLE;
    const group = JSON.parse(readFileSync(join(path, "zarr.json"), "utf8"));
    expect(group).toMatchObject({ zarr_format: 3, node_type: "group", consolidated_metadata: { kind: "inline" } });
    expect(group.consolidated_metadata.must_understand).toBe(false);
    const { coordinates, variables } = sweepDataset(GRID, RESULTS);
    const names = [...coordinates, ...variables].map(({ name }) => name);
    expect(Object.keys(group.consolidated_metadata.metadata)).toEqual(names);
    for (const name of names) {
      const own = JSON.parse(readFileSync(join(path, name, "zarr.json"), "utf8"));
      expect(group.consolidated_metadata.metadata[name]).toEqual(own);
    }
    expect(group.attributes).toMatchObject({ software: "lyascope", schema: 1, seed: 42, study: GRID.study });
  });

  test("has the same bytes whoever wrote which block, and when", async () => {
    const shuffled = newPath();
    const shards = [0, 1, 2].map((shard) => all.filter((block) => block % 3 === shard).toReversed());
    await Promise.all(shards.map((order) => written(order, shuffled)));
    await written([4], shuffled);
    const files = filesOf(WHOLE.path);
    expect(filesOf(shuffled)).toEqual(files);
    // A chunk a block of every array, a coordinate in one, and metadata; nothing is left behind.
    const { coordinates, variables } = sweepDataset(GRID, RESULTS);
    expect(Object.keys(files)).toHaveLength(variables.length * (BLOCKS.count + 1) + coordinates.length * 2 + 1);
  });

  test("gives back what was measured, bit for bit", async () => {
    expect(datasetNpz(await WHOLE.read())).toEqual(datasetNpz(sweepDataset(GRID, RESULTS)));
    const own = studyGrid({ depth: 8, seed: 3 });
    const single = await openStore(newPath(), own, wholeBlocks(own));
    await single.writeBlock(0, resultsOf(own));
    expect(datasetNpz(await single.read())).toEqual(datasetNpz(sweepDataset(own, resultsOf(own))));
    expect((await readArray(single.path, "status")).shape).toEqual([]);
  });

  test("knows its study, and its blocks with it", async () => {
    const blocks = wholeBlocks(GRID);
    const { path } = await openStore(newPath(), GRID, blocks);
    const read = await findStore(path);
    expect([read.grid.study, read.grid.axes, read.grid.count]).toEqual([GRID.study, GRID.axes, GRID.count]);
    expect([read.blocks.shape, read.blocks.counts]).toEqual([blocks.shape, blocks.counts]);
    const again = await openStore(path, read.grid, read.blocks);
    expect(await again.hasBlock(0)).toBe(false);
  });

  test("names what is missing", async () => {
    const store = await written([0, 1, 4]);
    expect(await Promise.all(all.map((block) => store.hasBlock(block)))).toEqual(
      all.map((block) => [0, 1, 4].includes(block)),
    );
    await expect(store.read()).rejects.toThrow(
      new InputError(
        `${store.path} is not complete: 14 of 30 cells are missing, in block 2, 3, 5; the first is cell 12 (where network.activation = leaky-relu, network.width = 2, network.tied = false)`,
      ),
    );
    // What others see of it: not measured, and no numbers.
    const { values } = await readArray(store.path, "status");
    expect(values.filter((code) => code === -1)).toHaveLength(14);
    expect((await readArray(store.path, "exponents")).values.slice(12 * 4, 16 * 4).every(Number.isNaN)).toBe(true);
  });

  test("finds chunks that are not as they were written, names them, and has them written again", async () => {
    const whole = filesOf(WHOLE.path);
    const path = wholeCopy();
    const store = await openStore(path, GRID, BLOCKS);
    const bytes = readFileSync(join(path, "exponents/c.1.0.0.0"));
    bytes[9] ^= 1;
    writeFileSync(join(path, "exponents/c.1.0.0.0"), bytes);
    truncateSync(join(path, "networks/c.1.1.0"), 8);
    rmSync(join(path, "entropy/c.2.0.0"));
    writeFileSync(join(path, "status/c.0.0.0"), "");
    expect(await store.damaged(0)).toEqual(["status/c.0.0.0"]);
    expect(await store.damaged(1)).toEqual([]);
    expect(await store.damaged(2)).toEqual(["exponents/c.1.0.0.0"]);
    expect(await Promise.all(all.map((block) => store.hasBlock(block)))).toEqual([
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
    await expect(store.read()).rejects.toThrow(
      `${path} is not complete: damaged status/c.0.0.0, exponents/c.1.0.0.0, networks/c.1.1.0 and 1 more`,
    );
    for (const block of [0, 2, 3, 4]) await store.writeBlock(block, of(block));
    expect(filesOf(path)).toEqual(whole);
  });

  test("writes its metadata and coordinates again where they are lost, and keeps its blocks", async () => {
    const path = wholeCopy();
    const whole = filesOf(path);
    writeFileSync(join(path, "exponents/zarr.json"), "{");
    rmSync(join(path, "network.width"), { recursive: true });
    writeFileSync(join(path, "network.activation/c.0"), "x");
    await openStore(path, GRID, BLOCKS);
    expect(filesOf(path)).toEqual(whole);
  });

  test("is looked at without a trace, and says what every block shares and is damaged", async () => {
    const { path } = await openStore(newPath(), GRID, wholeBlocks(GRID));
    const { store } = await findStore(path);
    expect(await store.damagedMetadata()).toEqual([]);
    rmSync(join(path, "network.width"), { recursive: true });
    writeFileSync(join(path, "exponents/zarr.json"), "{");
    const before = filesOf(path);
    expect((await store.damagedMetadata()).toSorted()).toEqual([
      ...["exponents/zarr.json", "network.width/c.0", "network.width/zarr.json"],
    ]);
    expect((await findStore(path)).store.path).toBe(path);
    expect(filesOf(path)).toEqual(before);
  });

  test("is not taken by another study, nor made out of something else", async () => {
    const path = wholeCopy();
    const before = filesOf(path);
    const other = studyGrid({ ...STUDY, seed: 43 });
    await expect(openStore(path, other, BLOCKS)).rejects.toThrow(
      new InputError(`${path} holds another study; name another target, or the study that is there`),
    );
    await expect(openStore(path, GRID, cutBlocks(GRID, [1, 2, 2]))).rejects.toThrow(/laid out in another way/);
    expect(filesOf(path)).toEqual(before);
    const file = newPath();
    writeFileSync(file, "");
    await expect(openStore(file, GRID, BLOCKS)).rejects.toThrow(`${file} is a file, no Zarr store`);
    await expect(findStore(newPath())).rejects.toThrow(/is no Zarr store: it has no zarr.json$/);
    writeFileSync(join(path, "zarr.json"), "{");
    await expect(openStore(path, GRID, BLOCKS)).rejects.toThrow(`${join(path, "zarr.json")} is damaged: it is no JSON`);
    writeFileSync(join(path, "zarr.json"), `{ "attributes": {} }`);
    await expect(findStore(path)).rejects.toThrow(`${path} is no sweep of lyascope`);
  });

  test("belongs to one of two studies that come at once", async () => {
    const path = newPath();
    const other = studyGrid({ ...STUDY, seed: 43 });
    const tries = await Promise.allSettled([GRID, other].map((grid) => openStore(path, grid, BLOCKS)));
    expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("can be copied block by block, but not what is missing or damaged", async () => {
    const path = wholeCopy();
    const copy = await openStore(newPath(), GRID, BLOCKS);
    for (const block of all) await copy.copyBlock(block, path);
    expect(filesOf(copy.path)).toEqual(filesOf(path));
    rmSync(join(path, "status/c.2.1.0"));
    await expect(copy.copyBlock(5, path)).rejects.toThrow(
      `${path} is not complete: 2 of 30 cells are missing, in block 5;`,
    );
    truncateSync(join(path, "count/c.0.0.0"), 3);
    await expect(copy.copyBlock(0, path)).rejects.toThrow(`${path} is not complete: damaged count/c.0.0.0`);
  });

  test("opens in xarray as it was written, where there is one", async () => {
    const { path } = WHOLE;
    if (!hasPython("xarray", "zarr")) return;
    const read = python(
      `import json, sys, xarray
data = xarray.open_zarr(sys.argv[1])
told = {name: [list(a.dims), str(a.dtype), [repr(v) for v in a.values.ravel().tolist()]] for name, a in data.variables.items()}
print(json.dumps([told, sorted(data.coords), data.attrs["study"]["depth"], data["exponents"].attrs["units"]]))`,
      [path],
    ) as [Record<string, [string[], string, string[]]>, string[], number, string];
    const { coordinates, variables } = sweepDataset(GRID, RESULTS);
    expect(read.slice(1)).toEqual([coordinates.map(({ name }) => name).toSorted(), 16, "nats per layer"]);
    for (const { name, dims, data } of [...coordinates, ...variables]) {
      const [own, , values] = read[0][name];
      expect(own, name).toEqual(dims);
      const numbers = values.map((value) => Number(value.replace("inf", "Infinity").replace("nan", "NaN")));
      const isText = typeof data[0] === "string" || typeof data[0] === "boolean";
      const told = typeof data[0] === "string" ? values.map((v) => v.slice(1, -1)) : values.map((v) => v === "True");
      expect(isText ? told : numbers, name).toEqual(Array.from(data as Iterable<unknown>));
    }
  });
});
