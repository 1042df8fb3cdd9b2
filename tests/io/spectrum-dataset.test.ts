import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { cellsOfAxes } from "../../src/io/cell-dataset.ts";
import { type Dataset, datasetCsv, fillOf } from "../../src/io/dataset.ts";
import { spectrumDataset } from "../../src/io/spectrum-dataset.ts";
import { overflowOf, spectrumOf } from "../support/spectra.ts";

const variable = ({ variables }: Dataset, name: string) => {
  const found = variables.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return { dims: found.dims, data: Array.from(found.data as Float64Array), units: found.units };
};
const { NaN: none, NEGATIVE_INFINITY: dead } = Number;

describe("spectra as arrays", () => {
  const cells = cellsOfAxes([{ path: "network.width", values: [2, 3] }]);
  const dataset = spectrumDataset(cells, [spectrumOf(3, 2), spectrumOf(4, 3)], {});

  test("tell every number with its error, NaN where there is none", () => {
    const [one, other] = [spectrumOf(3, 2), spectrumOf(4, 3)];
    const dims = ["network.width", "index"];
    expect(variable(dataset, "exponents")).toEqual({
      ...{ dims, units: "nats per layer" },
      data: [one.exponents[0], dead, none, ...other.exponents],
    });
    expect(variable(dataset, "withinErrors").data).toEqual([one.withinErrors[0], none, none, ...other.withinErrors]);
    const [low, high] = ["intervalLow", "intervalHigh"].map((name) => variable(dataset, name).data);
    expect(low).toEqual([one.intervals[0]?.[0], none, none, ...other.intervals.map((ends) => ends?.[0])]);
    expect(high).toEqual([one.intervals[0]?.[1], none, none, ...other.intervals.map((ends) => ends?.[1])]);
    expect(variable(dataset, "infinite").data).toEqual([0, 5, 0, 0, 0, 0]);
    expect(variable(dataset, "count").data).toEqual([2, 3]);
    const own = ["network.width"];
    expect(variable(dataset, "spectralGap")).toEqual({ dims: own, units: "nats per layer", data: [3.25, 4.25] });
    expect(variable(dataset, "spectralGapStandardError").data).toEqual([none, 4.25 / 7]);
    expect(variable(dataset, "kaplanYorkeDimension").data).toEqual([4.5, none]);
    expect(variable(dataset, "entropy").data).toEqual([0.1, 0.1]);
    expect(variable(dataset, "log10ConditionNumber").data).toEqual([none, none]);
    expect(variable(dataset, "orthogonalizedEvery")).toEqual({ dims: own, units: "layers", data: [2.5, 2.5] });
  });

  test("tell a drift by the difference of the halves, and whether it is more than chance", () => {
    const settled = spectrumDataset(cells, [spectrumOf(2, 2), spectrumOf(5, 2)], {});
    expect(variable(settled, "drift").data).toEqual([none, 1]);
    expect(variable(settled, "driftStandardError").data).toEqual([none, 0.01]);
    expect(variable(settled, "driftSignificant").data).toEqual([-1, 1]);
    expect(variable(dataset, "driftSignificant").data).toEqual([0, 0]);
  });

  test("have no number of a cell that overflowed, or was not measured, but its status", () => {
    const lost = spectrumDataset(cells, [overflowOf(2), null], {});
    for (const { name, data, units } of lost.variables) {
      if (units !== undefined && name !== "layers") expect([...data].every(Number.isNaN), name).toBe(true);
    }
    expect(variable(lost, "status").data).toEqual([1, -1]);
    expect(variable(lost, "driftSignificant").data).toEqual([-1, -1]);
  });

  test("have fixed vectors, checkpoints and the distribution where they were asked for, and only there", () => {
    const growth = { growth: dead, standardError: null, infinite: 5, networks: 5, layers: 30 };
    const moving = { growth: -0.5, standardError: 0.1, infinite: 0, networks: 6, layers: 28 };
    const at = (depth: number) => ({
      ...{ depth, exponents: [0.5, dead], standardErrors: [0.1, null] },
      log10ConditionNumber: { value: 3, standardError: null },
    });
    const logNorm = {
      ...{ layers: 30, count: 5, infinite: 1, mean: 2, variance: 3, standardErrors: { mean: 0.5, variance: null } },
      ...{ skewness: null, excessKurtosis: 0.25 },
      quantiles: {
        probabilities: [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99],
        values: [1, 2, 3, 4, 5, 6, null],
      },
      histogram: { edges: [0, 1], counts: [5] },
    };
    const asked = spectrumOf(4, 2, { fixedVectors: [growth, moving], checkpoints: [at(10), at(20)], logNorm });
    const more = spectrumDataset(cells, [asked, spectrumOf(4, 2, { checkpoints: [at(15)] })], {});
    expect(more.dims).toMatchObject({ vector: 2, checkpoint: 2, probability: 7 });
    expect(variable(more, "growth")).toEqual({
      ...{ dims: ["network.width", "vector"], units: "nats per layer" },
      data: [dead, -0.5, none, none],
    });
    expect(variable(more, "growthStandardError").data).toEqual([none, 0.1, none, none]);
    expect(variable(more, "growthInfinite").data).toEqual([5, 0, 0, 0]);
    expect(variable(more, "growthNetworks").data).toEqual([5, 6, 0, 0]);
    expect(variable(more, "growthLayers").data).toEqual([30, 28, 0, 0]);
    expect(variable(more, "checkpointDepth").data).toEqual([10, 20, 15, 0]);
    expect(variable(more, "checkpointExponents")).toEqual({
      ...{ dims: ["network.width", "checkpoint", "index"], units: "nats per layer" },
      data: [0.5, dead, 0.5, dead, 0.5, dead, none, none],
    });
    expect(variable(more, "checkpointStandardErrors").data).toEqual([0.1, none, 0.1, none, 0.1, none, none, none]);
    expect(variable(more, "checkpointLog10ConditionNumber").data).toEqual([3, 3, 3, none]);
    expect(variable(more, "logNormMean").data).toEqual([2, none]);
    expect(variable(more, "logNormVarianceStandardError").data).toEqual([none, none]);
    expect(variable(more, "logNormExcessKurtosis").data).toEqual([0.25, none]);
    expect(variable(more, "logNormInfinite").data).toEqual([1, 0]);
    expect(variable(more, "logNormQuantiles").data).toEqual([1, 2, 3, 4, 5, 6, none, ...new Array(7).fill(none)]);
    expect(Object.keys(dataset.dims)).toEqual(["network.width", "index"]);
    expect(dataset.variables.some(({ name }) => /growth|checkpoint|logNorm/.test(name))).toBe(false);
  });

  test("can be of a part of the cells, with the sizes of the whole", () => {
    const part = spectrumDataset(
      cells,
      [spectrumOf(3, 2), spectrumOf(4, 2)],
      {},
      { index: 4, vector: 1, checkpoint: 0 },
    );
    expect(part.dims).toEqual({ "network.width": 2, index: 4, vector: 1 });
    expect(variable(part, "exponents").data).toHaveLength(8);
    expect(variable(part, "growth").data).toEqual([none, none]);
  });

  test("stand over an axis of numbers of exponents without taking its name", () => {
    const counts = cellsOfAxes([{ path: "exponents", values: [1, 2] }]);
    const { coordinates, variables, dims } = spectrumDataset(counts, [spectrumOf(1, 1), spectrumOf(1, 2)], {});
    const names = [...coordinates, ...variables].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(dims).toEqual({ "study.exponents": 2, index: 2 });
    expect(coordinates[0]).toMatchObject({ name: "study.exponents", dims: ["study.exponents"] });
  });

  test("are filled with what means nothing: NaN, no networks, not measured", () => {
    const fills = Object.fromEntries(dataset.variables.map((each) => [each.name, fillOf(each)]));
    expect(fills).toMatchObject({ exponents: none, status: -1, driftSignificant: -1, networks: 0, infinite: 0 });
  });
});

describe("a long table", () => {
  test("can leave out the rows that are no exponents", () => {
    const cells = cellsOfAxes([{ path: "network.width", values: [2, 3] }]);
    const dataset = spectrumDataset(cells, [spectrumOf(3, 2), spectrumOf(4, 3)], {});
    const text = datasetCsv(dataset, ["network.width", "index"], [0, 1, 3, 4, 5]);
    const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    expect(data.map((row) => [row["network.width"], row.index])).toEqual([
      ...[
        ["2", "1"],
        ["2", "2"],
      ],
      ...[
        ["3", "1"],
        ["3", "2"],
        ["3", "3"],
      ],
    ]);
    expect(data[1]).toMatchObject({ exponents: "-inf", standardErrors: "", status: "ok", driftSignificant: "no" });
  });
});
