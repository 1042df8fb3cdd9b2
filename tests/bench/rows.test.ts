import { describe, expect, it } from "vitest";
import { casesOf, usefulFlops } from "../../src/bench/case.ts";
import { quartiles, slope } from "../../src/bench/quartiles.ts";
import { percentOfPeak, speedup } from "../../src/bench/ratios.ts";
import { measureRows } from "../../src/bench/rows.ts";
import { measureScaling } from "../../src/bench/scaling.ts";
import { timeCase } from "../../src/bench/timing.ts";
import { all, benchOf, GPU, pretender } from "./engines.ts";

const CASE = { width: 4, exponents: 4, sampling: "network" } as const;
/** Network·layers per second of an engine whose cost is linear. */
const RATE = 1000;
const linear = ({ ensemble, depth }: { ensemble: number; depth: number }) => (ensemble * depth) / RATE;

describe("the cases", () => {
  it("are every width with all exponents and with eight, real weights first, none twice", () => {
    const cases = casesOf([4, 8, 16]).map(({ width, exponents, sampling }) => `${sampling} ${width} ${exponents}`);
    const once = ["4 4", "8 8", "16 16", "16 8"];
    expect(cases).toEqual([...once.map((each) => `network ${each}`), ...once.map((each) => `law ${each}`)]);
  });

  it("count 2n²k + 2nk² useful operations", () => {
    expect(usefulFlops({ width: 64, exponents: 64 })).toBe(4 * 64 ** 3);
    expect(usefulFlops({ width: 3, exponents: 2 })).toBe(2 * 9 * 2 + 2 * 3 * 4);
    // Four matrices, a state of 2n.
    expect(usefulFlops({ width: 3, exponents: 2, network: { block: "lstm" } })).toBe(4 * 2 * 9 * 2 + 2 * 6 * 4);
    expect(usefulFlops({ width: 3, exponents: 2, network: {} })).toBe(usefulFlops({ width: 3, exponents: 2 }));
  });
});

describe("quartiles and slopes", () => {
  it("interpolate between the ordered values", () => {
    expect(quartiles([4, 1, 3, 2])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25 });
    expect(quartiles([7])).toEqual({ median: 7, lower: 7, upper: 7 });
  });

  it("are least squares, with the standard error of the textbook", () => {
    const line = slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]);
    expect(line.value).toBeCloseTo(2, 12);
    expect(line.standardError).toBeCloseTo(0, 7);
    // Residuals −1/6, 1/3, −1/6 about 1/2 x + 1/6: variance 1/6 over a spread of 2.
    const bent = slope([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
    expect(bent.value).toBeCloseTo(0.5, 12);
    expect(bent.standardError).toBeCloseTo(Math.sqrt(1 / 6 / 2), 12);
  });
});

describe("a timing", () => {
  it("comes from runs of the length that was asked for, more networks first, deeper ones after", async () => {
    const engine = pretender(linear);
    const effort = { seconds: 1, runs: 5, networks: 64, first: { networks: 2, depth: 8 } };
    const timing = await timeCase(CASE, engine, effort);
    const sizes = engine.asked.map(({ ensemble, depth }) => [ensemble, depth]);
    expect(sizes).toEqual([[2, 8], [32, 8], [64, 8], ...new Array(5).fill([64, 8])]);
    expect(timing).toMatchObject({ networks: 64, depth: 8, seconds: new Array(5).fill((64 * 8) / RATE) });
    expect(timing.rate.median).toBeCloseTo(RATE, 9);
    expect(timing.gflops).toBeCloseTo((4 * 4 ** 3 * RATE) / 1e9, 15);
  });

  it("is of deeper runs where more networks are not allowed", async () => {
    const engine = pretender(linear);
    const effort = { seconds: 2, runs: 1, networks: 3, first: { networks: 3, depth: 8 } };
    expect(await timeCase(CASE, engine, effort)).toMatchObject({ networks: 3, depth: 800 });
    expect(engine.asked.map(({ ensemble, depth }) => [ensemble, depth])).toEqual([
      [3, 8],
      [3, 128],
      [3, 800],
      [3, 800],
    ]);
  });

  it("tells the GPU's own time apart, and nothing of it where its clock is too coarse for it", async () => {
    const effort = { seconds: 0.5, runs: 3, networks: 64, first: { networks: 64, depth: 8 } };
    const timing = await timeCase(CASE, pretender(linear, { gpuSeconds: 0.256 }), effort);
    expect(timing.gpuRate?.median).toBe(2000);
    expect((await timeCase(CASE, pretender(linear, { gpuSeconds: 0.001 }), effort)).gpuRate).toBeNull();
    expect((await timeCase(CASE, pretender(linear), effort)).gpuRate).toBeNull();
  });

  it("is none where the GPU was lost on the way", async () => {
    const engine = pretender(linear);
    const lossy = {
      ...engine,
      async *spectrum(...job: Parameters<typeof engine.spectrum>) {
        for await (const snapshot of engine.spectrum(...job)) yield { ...snapshot, notice: "the GPU was lost" };
      },
    };
    const effort = { seconds: 1, runs: 5, networks: 64, first: { networks: 2, depth: 8 } };
    await expect(timeCase(CASE, lossy, effort)).rejects.toThrow("the GPU was lost");
  });
});

describe("a row", () => {
  it("has both engines, their largest difference, and what follows from them", async () => {
    const gpu = pretender((cell) => linear(cell) / 4, { info: GPU, exponent: 1e-6 });
    const [row] = await all(measureRows(benchOf(gpu, pretender(linear)), [CASE]));
    expect(row?.agreement?.maxError).toBe(1e-6);
    expect(speedup(row?.gpu ?? null, row?.cpu ?? null)).toBeCloseTo(4, 9);
    const peak = { flops: 4 * 4 ** 3 * RATE * 8, timer: "wall" } as const;
    expect(percentOfPeak(row?.gpu ?? null, peak)).toBeCloseTo(50, 9);
    expect(percentOfPeak(row?.gpu ?? null, null)).toBeNull();
  });

  it("says why the GPU has no figure, and goes on", async () => {
    const refused = await all(measureRows(benchOf(pretender(linear), pretender(linear), "too wide"), [CASE, CASE]));
    expect(refused.map(({ gpu, cpu, ...row }) => [gpu, cpu?.depth, row.refused])).toEqual([
      [null, 8, "too wide"],
      [null, 8, "too wide"],
    ]);
    const broken = pretender(() => {
      throw new Error("no such kernel\nand a stack");
    });
    const [row] = await all(measureRows(benchOf(broken, pretender(linear)), [CASE]));
    expect(row).toMatchObject({ gpu: null, agreement: null, refused: "no such kernel", cpu: { depth: 8 } });
  });

  it("ends with the signal's reason", async () => {
    const controller = new AbortController();
    const gpu = pretender(() => {
      controller.abort(new Error("enough"));
      throw new Error("whatever an engine says then");
    });
    const rows = measureRows(benchOf(gpu, pretender(linear)), [CASE], controller.signal);
    await expect(all(rows)).rejects.toThrow("enough");
  });
});

describe("the scaling", () => {
  it("is the power of the cost in networks and in depth, on both engines", async () => {
    const gpu = pretender(({ ensemble, depth }) => 1e-3 * ensemble ** 1.5 * depth, { info: GPU });
    const found = await all(measureScaling(benchOf(gpu, pretender(linear)), [CASE]));
    expect(found.map(({ engine, along, power }) => [engine, along, Number(power.toFixed(9))])).toEqual([
      ["gpu", "networks", 1.5],
      ["gpu", "depth", 1],
      ["cpu", "networks", 1],
      ["cpu", "depth", 1],
    ]);
    for (const { along, points } of found) {
      const [first] = points;
      expect(points.map((point) => point[along] / (first?.[along] ?? 0))).toEqual([1, 2, 4, 8]);
    }
  });
});
