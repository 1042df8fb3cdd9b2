import { describe, expect, test } from "vitest";
import { spectrumStatistics } from "../../src/measure/statistics.ts";
import { largestError } from "../../src/measure/tolerance.ts";
import { cellOf } from "../support/jobs.ts";

const NOTHING = Number.NEGATIVE_INFINITY;

describe("the error that a tolerance is held against", () => {
  test("is the largest one", () => {
    expect(largestError([0.1, -0.2, -3], [0.001, 0.04, 0.002])).toBe(0.04);
  });

  test("leaves out −∞, which has none", () => {
    expect(largestError([0.1, NOTHING], [0.001, null])).toBe(0.001);
  });

  test("is 0 where every exponent is −∞, and of a cell that overflows", () => {
    expect(largestError([NOTHING, NOTHING], [null, null])).toBe(0);
    expect(largestError([null, null], [null, null])).toBe(0);
  });

  test("is beyond any bound for a finite exponent without an error", () => {
    expect(largestError([0.1, -2], [0.001, null])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the status not-converged", () => {
  /** A network of `layers` layers whose λ_i are given. */
  const network = (exponents: readonly number[], layers: number, more = {}) => ({
    sums: Float64Array.from(exponents, (each) => each * layers),
    half: (exponents[0] * layers) / 2,
    squares: Float64Array.from(exponents, (each) => each * each * layers),
    orthogonalisations: layers,
    partial: new Float64Array(0),
    batches: new Float64Array(0),
    overflow: false,
    loss: 0,
    ...more,
  });
  const statuses = (tolerance: number | undefined, values: readonly (readonly number[])[], more = {}) => {
    const cell = cellOf({}, { depth: 40, burnIn: 0, exponents: values[0].length, ensemble: values.length, tolerance });
    const statistics = spectrumStatistics(cell);
    return values.map((each) => {
      statistics.add(network(each, 40, more));
      return statistics.result().status;
    });
  };

  test("comes with the last network, where an error is above the tolerance", () => {
    // Of 1, 2, 3, 4 the standard error is √(5 / 3) / 2 = 0.645….
    const values = [[1], [2], [3], [4]];
    expect(statuses(0.64, values)).toEqual(["ok", "ok", "ok", "not-converged"]);
    expect(statuses(0.65, values)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(statuses(undefined, values)).toEqual(["ok", "ok", "ok", "ok"]);
  });

  test("comes where one of several errors is above it, and where one is not known", () => {
    const both = [
      [1, 1],
      [1.001, 3],
    ];
    expect(statuses(0.5, both).at(-1)).toBe("not-converged");
    const single = [
      [1, 1],
      [1.001, NOTHING],
    ];
    expect(statuses(0.5, single).at(-1)).toBe("not-converged");
  });

  test("comes last: behind overflow, collapsed, ill-conditioned and drifting", () => {
    const far = [[1], [2]];
    expect(statuses(1e-9, far, { overflow: true }).at(-1)).toBe("overflow");
    expect(statuses(1e-9, [[NOTHING], [NOTHING]]).at(-1)).toBe("collapsed");
    expect(statuses(1e-9, far, { loss: 40 }).at(-1)).toBe("ill-conditioned");
    const cell = cellOf({}, { depth: 40, burnIn: 0, exponents: 1, ensemble: 2, tolerance: 1e-9 });
    const statistics = spectrumStatistics(cell);
    // The second half is faster by 2 in either network: their difference has no error.
    for (const value of [3, 3.01]) statistics.add(network([value], 40, { half: 20 * (value - 1) }));
    expect(statistics.result().status).toBe("drifting");
  });
});
