import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import { forwardBytes } from "../../src/engine/cpu/memory.ts";
import type { Engine, ForwardCell, ForwardProfile, Snapshot } from "../../src/engine/engine.ts";
import { refusal } from "../../src/engine/gpu/family.ts";
import { forwardLayers, networkForward, withInputs } from "../../src/measure/forward.ts";
import { fillInputs } from "../../src/measure/inputs.ts";
import { createBundle } from "../../src/network/bundle.ts";
import { borrowKernels, giveBack } from "../../src/network/kernels/kernels.ts";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { stateDimension } from "../../src/network/spec.ts";
import { measuredAlone } from "../support/forward.ts";
import { specOf } from "../support/specs.ts";

const one = createCpuEngine({ workers: 1 });
const three = createCpuEngine({ workers: 3 });
afterAll(() => Promise.all([one, three].map((engine) => engine.close())));

function cellOf(network: NetworkInput = {}, settings: Partial<ForwardCell> = {}): ForwardCell {
  return {
    network: specOf({ width: 8, ...network }),
    depth: 30,
    ensemble: 9,
    seed: 42,
    inputs: 5,
    correlation: 0.2,
    ...settings,
  };
}

const CELLS: ForwardCell[] = [
  cellOf({ bias: { variance: 0.1 } }),
  cellOf({ activation: "relu", width: 3 }, { ensemble: 40 }),
  cellOf({ tied: true, block: "residual", branch: ["linear", "activation", "linear"] }, { inputs: 12 }),
  cellOf({ activation: "softplus", block: "residual", weights: { variance: 100 } }, { depth: 900 }),
  cellOf({ weights: { variance: 0 } }, { ensemble: 1 }),
  cellOf({ weights: { variance: 0.01 }, activation: "relu", width: 24 }, { depth: 700 }),
  ...[0.5, 1].map((variance) => cellOf({ weights: { variance } }, { sampling: "law", ensemble: 12 })),
  cellOf({ weights: { law: "orthogonal", variance: 2 } }, { sampling: "law", inputs: 11 }),
  cellOf({ block: "batchnorm-mlp", batch: 5 }),
  cellOf({ block: "gru" }),
  cellOf({ block: "lstm", bias: { variance: 0.1 } }),
  cellOf({ block: "neural-ode", integrator: "rk4", tied: false }),
];

async function snapshotsOf(engine: Engine, cells: readonly ForwardCell[], signal?: AbortSignal) {
  const snapshots: Snapshot<ForwardProfile>[] = [];
  for await (const snapshot of engine.forward({ cells }, signal)) snapshots.push({ ...snapshot });
  return snapshots;
}

describe("signals on the CPU engine", () => {
  test("have the same bits with one worker, with three, and without any", async () => {
    const expected = CELLS.map(measuredAlone);
    const statuses = new Array<string>(CELLS.length).fill("ok");
    statuses.splice(3, 2, "overflow", "collapsed");
    expect(expected.map(({ status }) => status)).toEqual(statuses);
    for (const engine of [one, three]) {
      const last = (await snapshotsOf(engine, CELLS)).at(-1);
      expect(last?.cells).toEqual(expected);
      expect(last?.done).toBe(last?.total);
    }
  });

  test("end within a moment when aborted", async () => {
    const controller = new AbortController();
    const long = snapshotsOf(one, [cellOf({ width: 128 }, { depth: 100_000 })], controller.signal);
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(long).rejects.toThrow("enough");
    const since = performance.now();
    await snapshotsOf(one, [cellOf()]);
    expect(performance.now() - since).toBeLessThan(1000);
  });

  test("are refused by the GPU engine in a line, and take memory that does not grow with the depth", () => {
    expect(refusal(cellOf())).toBe("inputs is 5; signals are followed forward in f64 by the CPU engine only");
    const bytes = (depth: number) => forwardBytes([cellOf({ width: 64 }, { depth })], 1).work;
    expect(bytes(1_000_000)).toBe(bytes(200));
    expect(bytes(200)).toBeGreaterThan(8 * 64 * 5);
  });
});

describe("signals", () => {
  const source = { seed: 42, index: 0, sampling: "network", variance: 1, correlation: 0.2 } as const;
  const run = (spec: ReturnType<typeof specOf>, kernels: ReturnType<typeof borrowKernels>) => {
    const settings = { depth: 20, inputs: 5, correlation: 0.2 };
    const steps = networkForward(randomNetwork(spec, 42, 0), source, settings, kernels);
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  };

  test("are those of each input alone", () => {
    for (const input of [
      { activation: "relu", bias: { variance: 0.1 } },
      { block: "residual", activation: "gelu" },
      { block: "gru" },
      { block: "lstm" },
    ] satisfies NetworkInput[]) {
      const spec = specOf({ width: 6, ...input });
      const rows = stateDimension(spec);
      const states = { rows, columns: 5, data: new Float64Array(rows * 5) };
      fillInputs(states, source);
      let size = 0;
      for (let column = 0; column < 5; column++) {
        const bundle = createBundle(rows, 1);
        for (let row = 0; row < rows; row++) bundle.data[row] = states.data[row * 5 + column];
        const network = randomNetwork(spec, 42, 0);
        for (let layer = 0; layer < 20; layer++) network.push(bundle, layer);
        const square = bundle.data.reduce((sum, x) => sum + x * x, 0);
        size += (Math.log(square / rows) / 2 + bundle.exponent * Math.LN2) / 5;
      }
      expect(run(withInputs(spec, 5), null).size[20], JSON.stringify(input)).toBeCloseTo(size, 10);
    }
  });

  test("are the same by kernels and without", () => {
    const kernels = borrowKernels();
    for (const input of [
      { bias: { variance: 0.1 } },
      { block: "residual", activation: "relu" },
    ] satisfies NetworkInput[]) {
      const spec = withInputs(specOf({ width: 6, ...input }), 5);
      const [fast, slow] = [run(spec, kernels), run(spec, null)];
      for (const field of ["size", "apart", "rank", "dead"] as const) {
        fast[field].forEach((value, place) => {
          expect(value).toBeCloseTo(slow[field][place], 9);
        });
      }
    }
    giveBack(kernels);
  });

  test("are told at 201 depths at most, the first and the last among them", () => {
    expect(forwardLayers(3)).toEqual([0, 1, 2, 3]);
    const layers = forwardLayers(12_345);
    expect([layers.length, layers[0], layers.at(-1)]).toEqual([201, 0, 12_345]);
    expect(new Set(layers).size).toBe(201);
  });

  test("count dead units: those that no input reaches", () => {
    const relu = measuredAlone(
      cellOf({ activation: "relu", weights: { variance: 2 }, width: 64 }, { correlation: 0, depth: 60 }),
    );
    // At first no two inputs are alike: a unit is off at all five with probability 1/32.
    expect(Math.abs((relu.deadUnits?.[0] ?? 1) - 1 / 32)).toBeLessThan(4 * Math.sqrt(1 / 32 / (64 * 9)));
    expect(relu.deadUnits?.[59]).toBeGreaterThan(0.35);
    expect(measuredAlone(cellOf()).deadUnits).toEqual(new Array(30).fill(0));
    expect(measuredAlone(cellOf({ block: "gru" })).deadUnits).toBeNull();
  });
});
