import { describe, expect, test } from "vitest";
import { StudyError } from "../../src/study/error.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";

function cellOf(study: StudyInput) {
  const [cell] = resolveStudy(study).cells;
  if (cell === undefined) throw new Error("a study has a cell");
  return cell;
}

describe("depth that is time", () => {
  test("dt sets skip and scale of a rate network and of a neural ODE", () => {
    expect(cellOf({ network: { block: "rate", dt: 0.25 } }).network).toMatchObject({
      skip: 0.75,
      scale: 0.25,
      dt: 0.25,
      tied: true,
    });
    expect(cellOf({ network: { block: "rate" } }).network).toMatchObject({ skip: 0.9, scale: 0.1, dt: 0.1 });
    expect(cellOf({ network: { block: "neural-ode", dt: 0.02 } }).network).toMatchObject({
      skip: 1,
      scale: 0.02,
      dt: 0.02,
    });
    expect(cellOf({ network: { block: "rnn" } }).network).not.toHaveProperty("dt");
  });

  test("a horizon is T / dt layers, in every cell of its own", () => {
    expect(cellOf({ network: { block: "rate", dt: 0.1 }, horizon: 0.3 }).depth).toBe(3);
    const { cells, study } = resolveStudy({
      network: { block: "neural-ode" },
      horizon: 2,
      axes: [{ path: "network.dt", values: [0.5, 0.25, 0.125] }],
    });
    expect(cells.map(({ depth }) => depth)).toEqual([4, 8, 16]);
    expect(study).toMatchObject({ horizon: 2 });
    expect(study).not.toHaveProperty("depth");
    expect(resolveStudy(study).cells).toEqual(cells);
    const swept = resolveStudy({ network: { block: "rate" }, axes: [{ path: "horizon", values: [1, 2] }] });
    expect(swept.cells.map(({ depth }) => depth)).toEqual([10, 20]);
    expect(resolveStudy(swept.study).cells).toEqual(swept.cells);
  });

  test("gates have their biases' means in the order of their matrices", () => {
    const { network } = cellOf({ network: { block: "lstm", width: 3, gates: { forget: { bias: { mean: 2 } } } } });
    expect(network.gates).toEqual([0, 2, 0, 0].map((mean) => ({ bias: { mean } })));
    expect(cellOf({ network: { block: "lstm", width: 3 }, exponents: 6 }).exponents).toBe(6);
    expect(
      cellOf({ network: { block: "gru", width: 3, gates: { update: { bias: { mean: -1 } } } } }).network.gates?.[0],
    ).toEqual({
      bias: { mean: -1 },
    });
  });

  test("checkpoints are evenly spaced behind the burn-in, each once", () => {
    expect(cellOf({ depth: 100, burnIn: 20, checkpoints: 4 }).checkpoints).toEqual([40, 60, 80, 100]);
    expect(cellOf({ depth: 6, burnIn: 4, checkpoints: 10 }).checkpoints).toEqual([5, 6]);
  });

  test("fixed vectors take all of the state unless they say otherwise", () => {
    const study = {
      network: { width: 5 },
      exponents: 2,
      fixedVectors: [{}, { from: 2 }, { units: 2 }, { values: [1, 0, 0, 0, 0] }],
    };
    expect(cellOf(study).fixedVectors).toEqual([
      { from: 0, units: 5, place: 0 },
      { from: 2, units: 3, place: 1 },
      { from: 0, units: 2, place: 2 },
      { values: [1, 0, 0, 0, 0] },
    ]);
    const { study: printed, cells } = resolveStudy(study);
    expect(resolveStudy(printed).cells).toEqual(cells);
  });
});

describe("what does not go together is told in one line: field, value, what is allowed", () => {
  test.each<[StudyInput, string, string]>([
    [{ network: { dt: 0.1 } }, "network.dt", "only the blocks rate and neural-ode"],
    [{ network: { block: "rate", dt: 0 } }, "network.dt", "a number above 0"],
    [{ network: { block: "rate", integrator: "rk4" } }, "network.integrator", "only the block neural-ode"],
    [{ network: { block: "neural-ode", integrator: "rk4", skip: 0 } }, "network.skip", "1 where the integrator is rk4"],
    [{ network: { block: "neural-ode", integrator: "rk4", scale: 1 } }, "network.scale", "dt, 0.1"],
    [{ network: { block: "neural-ode", integrator: "rk4", after: ["layernorm"] } }, "network.after", "an empty list"],
    [{ network: { block: "rnn" }, horizon: 5 }, "horizon", "without a time step"],
    [{ network: { block: "rate" }, horizon: 5, depth: 4 }, "horizon", "none beside a depth"],
    [{ network: { block: "rate", dt: 0.3 }, horizon: 1 }, "horizon", "whole steps of dt = 0.3"],
    [{ network: { gates: { update: { bias: { mean: 1 } } } } }, "network.gates.update", "only gru and lstm"],
    [{ network: { block: "gru", gates: { forget: {} } } }, "network.gates.forget", "update, reset, candidate"],
    [{ network: { block: "gru", batch: 2 } }, "network.batch", "1 for gru"],
    [{ network: { block: "lstm", branch: ["lstm", "linear"] } }, "network.branch", '["lstm"] alone'],
    [{ network: { block: "lstm", after: ["activation"] } }, "network.after", "an empty list beside lstm"],
    [{ network: { after: ["gru"] } }, "network.after", "a branch of its own"],
    [{ network: { block: "gru", weights: [{}, {}] } }, "network.weights", "3, one a gate"],
    [{ network: { block: "gru" }, sampling: "law" }, "sampling", "network for gru"],
    [{ network: { weights: { coupling: 0.5 } } }, "network.weights.coupling", "none without a split"],
    [{ network: { weights: { contrast: 0.5 } } }, "network.weights.contrast", "none without a split"],
    [{ network: { width: 4, weights: { split: 4 } } }, "network.weights.split", "1 to 3"],
    [{ network: { width: 1, weights: { split: 1 } } }, "network.weights.split", "none at width 1"],
    [{ network: { width: 5, weights: { split: 1, zeroDiagonal: true } } }, "network.weights.split", "2 to 3"],
    [{ network: { width: 1, weights: { zeroDiagonal: true } } }, "network.weights.zeroDiagonal", "false at width 1"],
    [{ network: { weights: { law: "orthogonal", zeroDiagonal: true } } }, "network.weights.zeroDiagonal", "dense"],
    [{ network: { weights: { law: "orthogonal", split: 3 } } }, "network.weights.split", "dense"],
    [{ network: { weights: { split: 3 } }, sampling: "law" }, "sampling", "block-triangular"],
    [{ network: { weights: { zeroDiagonal: true } }, sampling: "law" }, "sampling", "zero diagonal"],
    [
      { network: { width: 3 }, exponents: 3, fixedVectors: [{ values: [0, 0, 0] }] },
      "fixedVectors.0.values",
      "3 numbers, not all",
    ],
    [{ network: { width: 3 }, exponents: 3, fixedVectors: [{}, { from: 3 }] }, "fixedVectors.1.from", "0 to 2"],
    [{ network: { width: 3 }, exponents: 3, fixedVectors: [{ from: 1, units: 3 }] }, "fixedVectors.0.units", "1 to 2"],
  ])("%j", (study, path, allowed) => {
    let message = "";
    try {
      resolveStudy(study);
    } catch (error) {
      expect(error).toBeInstanceOf(StudyError);
      message = error instanceof Error ? error.message : "";
    }
    expect(message).toContain(path);
    expect(message).toContain(allowed);
    expect(message).not.toContain("\n");
  });
});
