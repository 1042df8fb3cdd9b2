import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import { doublings, workOf } from "../../src/engine/doublings.ts";
import type { Snapshot, Spectrum, SpectrumCell } from "../../src/engine/engine.ts";
import { largestError } from "../../src/measure/tolerance.ts";
import { cellOf, collect, measured } from "../support/jobs.ts";

const one = createCpuEngine({ workers: 1 });
const two = createCpuEngine({ workers: 2 });
afterAll(() => Promise.all([one, two].map((engine) => engine.close())));

/** Residual networks, whose exponents spread the more the larger the branch. */
const SCALES = [0.05, 0.2, 0.4, 0.6, 1.5];
const TOLERANCE = 0.005;
const ENSEMBLES = SCALES.map((scale) =>
  cellOf(
    { width: 6, block: "residual", activation: "linear", scale },
    { ensemble: 100, depth: 60, burnIn: 10, tolerance: TOLERANCE, distribution: true },
  ),
);
const DEPTHS = SCALES.map((scale) =>
  cellOf(
    { width: 6, block: "residual", activation: "linear", scale },
    { ensemble: 1, depth: 4200, burnIn: 20, tolerance: TOLERANCE, checkpoints: [50, 1000, 4200] },
  ),
);
/** Cells that end at once: a state that overflows, and weights that are zero. */
const OVERFLOW = cellOf(
  { activation: "softplus", weights: { variance: 1e6 } },
  { depth: 300, ensemble: 64, tolerance: 1e-9 },
);
const COLLAPSED = cellOf({ weights: { variance: 0 } }, { ensemble: 64, tolerance: 1e-9 });

const error = ({ exponents, standardErrors }: Spectrum) => largestError(exponents, standardErrors);
/** The cell as a study asks for it that knows how much it takes. */
const known = (cell: SpectrumCell, { networks, layers }: Spectrum): SpectrumCell => {
  const depth = cell.burnIn + layers;
  const checkpoints = cell.checkpoints?.filter((at) => at <= depth);
  return { ...cell, ensemble: networks, depth, checkpoints, tolerance: undefined };
};

describe.each([
  ["an ensemble", ENSEMBLES],
  ["a depth", DEPTHS],
])("%s that doubles", (_, cells) => {
  test("stops each cell at the first error within the tolerance", async () => {
    const spectra = await measured(two, cells);
    const used = spectra.map(({ networks, layers }) => networks * layers);
    // The more noise, the more it takes, and the noisiest has not enough.
    expect(new Set(used).size).toBeGreaterThan(3);
    expect(used).toEqual(used.toSorted((a, b) => a - b));
    expect(spectra.map(({ status }) => status === "not-converged")).toEqual([false, false, false, false, true]);
    for (const spectrum of spectra) {
      const most = spectrum.networks * spectrum.layers === cells[0].ensemble * (cells[0].depth - cells[0].burnIn);
      if (spectrum.status === "not-converged") expect(most).toBe(true);
      expect(error(spectrum) <= TOLERANCE).toBe(spectrum.status !== "not-converged");
    }
    // One doubling before it was not enough.
    const halves = spectra.flatMap((spectrum, i) => {
      const { networks, layers } = spectrum;
      const before = networks === 1 ? { networks, layers: layers / 2 } : { networks: networks / 2, layers };
      const stops = spectrum.status !== "not-converged" && (networks === 1 ? layers > 64 : networks > 8);
      return stops ? [known(cells[i], { ...spectrum, ...before })] : [];
    });
    expect(halves.length).toBeGreaterThan(1);
    for (const spectrum of await measured(two, halves)) expect(error(spectrum)).toBeGreaterThan(TOLERANCE);
  });

  test("has every number of a study that asks for as much as it took", async () => {
    const spectra = await measured(two, cells);
    const plain = await measured(
      two,
      spectra.map((spectrum, i) => known(cells[i], spectrum)),
    );
    expect(spectra.map((each) => ({ ...each, status: "" }))).toEqual(plain.map((each) => ({ ...each, status: "" })));
    spectra.forEach(({ status }, i) => {
      expect([plain[i].status, "not-converged"]).toContain(status);
    });
  });

  test("is the same whatever the workers, the order and the company", async () => {
    const spectra = await measured(two, cells);
    expect(await measured(one, cells)).toEqual(spectra);
    expect((await measured(two, cells.toReversed())).toReversed()).toEqual(spectra);
    expect(await measured(two, [cells[2]])).toEqual([spectra[2]]);
    // Beside another job that has the workers too.
    const [beside] = await Promise.all([measured(two, cells), measured(two, cells.slice(1))]);
    expect(beside).toEqual(spectra);
  });

  test("tells how far it has come, never beyond the whole, and ends with all of it", async () => {
    const snapshots = await collect(two, { cells });
    let before: Snapshot | undefined;
    for (const snapshot of snapshots) {
      expect(snapshot.done).toBeLessThanOrEqual(snapshot.total);
      expect(snapshot.total).toBeLessThanOrEqual(before?.total ?? Number.POSITIVE_INFINITY);
      // What is complete has come to its end.
      before?.complete.forEach((complete, i) => {
        if (complete) expect(snapshot.cells[i]).toEqual(before?.cells[i]);
      });
      before = snapshot;
    }
    const last = snapshots.at(-1);
    expect(last?.complete).toEqual(cells.map(() => true));
    expect(last?.done).toBe(last?.total);
    expect(last?.total).toBeLessThan(cells.reduce((sum, cell) => sum + workOf(doublings(cell)), 0));
  });
});

test("an ensemble takes as many network·layers as its cells report", async () => {
  const last = (await collect(two, { cells: ENSEMBLES })).at(-1);
  const sum = last?.cells.reduce((all, spectrum) => all + 60 * (spectrum?.networks ?? 0), 0);
  expect(last?.total).toBe(sum);
  expect(sum).toBeLessThan((5 * 60 * 100) / 1.5);
});

test("cells that overflow or collapse stop at once", async () => {
  const spectra = await measured(two, [OVERFLOW, COLLAPSED, { ...COLLAPSED, ensemble: 1, depth: 1000 }]);
  expect(spectra.map(({ status }) => status)).toEqual(["overflow", "collapsed", "collapsed"]);
  expect(spectra.map(({ networks }) => networks)).toEqual([8, 8, 1]);
  expect(spectra.map(({ layers }) => layers)).toEqual([295, 35, 64]);
});

test("a single network on a way too short for an error bar is not converged", async () => {
  const [short] = await measured(one, [cellOf({}, { ensemble: 1, depth: 14, burnIn: 2, tolerance: 1 })]);
  expect(short).toMatchObject({ status: "not-converged", standardErrors: [null, null, null] });
});

test("an aborted run keeps the cells that have stopped", async () => {
  const [small, noisy] = [ENSEMBLES[0], { ...ENSEMBLES[4], ensemble: 1_000_000, tolerance: 1e-9 }];
  const controller = new AbortController();
  let last: Snapshot | undefined;
  const run = async () => {
    for await (const snapshot of two.spectrum({ cells: [small, noisy] }, controller.signal)) {
      last = { ...snapshot, cells: [...snapshot.cells], complete: [...snapshot.complete] };
      // It has doubled a few times, and is far from its end.
      if ((snapshot.cells[1]?.networks ?? 0) > 40) controller.abort();
    }
  };
  await expect(run()).rejects.toThrow(/abort/);
  expect(last?.complete).toEqual([true, false]);
  expect(last?.cells[1]?.status).toBe("ok");
  expect(last?.cells[0]).toEqual((await measured(one, [small]))[0]);
});
