import { describe, expect, test } from "vitest";
import { defaultAxis } from "../../src/lab/axis.ts";
import { depthOf, withBlock, withDepth, withField, withWidth } from "../../src/lab/changes.ts";
import { sideFormula } from "../../src/lab/heat-headings.ts";
import { sidesOfQuestion } from "../../src/lab/heat-question.ts";
import { heatStudy } from "../../src/lab/heat-study.ts";
import { FIRST_AXES } from "../../src/lab/plane.ts";
import { criticalLines, hasMeanField, theoryCell, theoryKey, theoryOf } from "../../src/lab/theory-map.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { BLOCKS } from "../../src/network/spec.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { variantOf } from "../../src/study/stories.ts";
import { lawsFor } from "../../src/theory/laws.ts";

const PLANE = { columns: 40, rows: 25, ...FIRST_AXES };

describe("another block", () => {
  const written: StudyInput[] = [
    { network: { block: "rate", dt: 0.2, skip: 0.3 } },
    { network: { block: "neural-ode", integrator: "rk4", dt: 0.05 }, horizon: 3.2 },
    { network: { block: "gru", gates: { reset: { bias: { mean: 1 } } } } },
    { network: { block: "lstm", width: 8 }, exponents: 16, fixedVectors: [{ from: 8, units: 8 }] },
    { network: { block: "batchnorm-mlp", batch: 4, weights: [{}] } },
    { network: { tied: false, branch: ["linear"], weights: { split: 4 } } },
    { sampling: "law" },
  ];
  test.each(written)("leaves nothing behind that it does not go with: %j", (study) => {
    resolveStudy(study);
    for (const block of BLOCKS) {
      const next = withBlock(study, block);
      expect(() => resolveStudy(next), `${block}: ${JSON.stringify(next)}`).not.toThrow();
      const fresh = resolveNetwork({ block });
      const { skip, scale, branch, tied, dt, integrator, gates, batch } = resolveNetwork(next.network);
      expect({ skip, scale, branch, tied, dt, integrator, gates, batch }).toEqual({
        skip: fresh.skip,
        scale: fresh.scale,
        branch: fresh.branch,
        tied: fresh.tied,
        dt: fresh.dt,
        integrator: undefined,
        gates: fresh.gates,
        batch: fresh.batch,
      });
    }
  });

  test("keeps what is no block's", () => {
    const study: StudyInput = {
      network: { width: 16, activation: "erf", weights: { law: "uniform" }, input: { everyLayer: 0.1 } },
      exponents: 4,
      sampling: "network",
      seed: 3,
    };
    expect(withBlock(study, "gru")).toEqual({ ...study, network: { ...study.network, block: "gru" } });
  });

  test("turns a horizon into its steps, and a depth takes its place", () => {
    const study: StudyInput = { network: { block: "rate" }, horizon: 12.8 };
    expect(depthOf(study)).toBe(128);
    expect(withBlock(study, "rnn").depth).toBe(128);
    expect(resolveStudy(withDepth(study, 64)).cells[0]?.depth).toBe(64);
    expect(withField(study, "depth", 32)).toEqual({ network: study.network, depth: 32 });
    expect(withField({ ...study, horizon: undefined, depth: 32 }, "horizon", 6.4)).toEqual({
      network: study.network,
      horizon: 6.4,
    });
    expect(withField(study, "network.block", "gru")).toEqual(withBlock(study, "gru"));
    expect(withField(study, "network.dt", 0.2).network).toEqual({ block: "rate", dt: 0.2 });
  });
});

test("another width keeps the share of blocks and fixed vectors", () => {
  const reducible = variantOf("reducible").study;
  const wide = withWidth(reducible, 64);
  expect(wide.network?.weights).toMatchObject({ split: 32, contrast: 0.25 });
  expect(wide.fixedVectors).toEqual([{ from: 0, units: 32 }, { from: 0 }]);
  for (const width of [2, 4, 256]) expect(() => resolveStudy(withWidth(reducible, width))).not.toThrow();
  expect(resolveStudy(withWidth({ exponents: 60 }, 8)).cells[0]?.exponents).toBe(8);
});

describe("the sides of the heatmap", () => {
  test.each<[NetworkInput, string, string, string]>([
    [{}, "network.width", "φ(W h + b)", "h + φ(W h + b)"],
    [{}, "network.scale", "α φ(W h + b)", "h + α φ(W h + b)"],
    [{ block: "rnn", input: { everyLayer: 1 } }, "network.width", "φ(W h + b + x)", "h + φ(W h + b + x)"],
    [{ block: "rate", dt: 0.2 }, "network.width", "0.2 (W φ(h) + b)", "0.8 h + 0.2 (W φ(h) + b)"],
    [{ block: "neural-ode", integrator: "rk4" }, "network.width", "0.1 φ(W h + b)", "h + 0.1 φ(W h + b)"],
    [{ block: "gru" }, "network.width", "GRU(h)", "h + GRU(h)"],
    [{ block: "lstm", scale: 0.5 }, "network.width", "0.5 LSTM(h, c)", "(h, c) + 0.5 LSTM(h, c)"],
    [{ block: "preln" }, "network.width", "V φ(W LN(h) + b) + c", "h + V φ(W LN(h) + b) + c"],
  ])("%j across %s: %s | %s", (network, path, left, right) => {
    const question = {
      study: { network: { width: 16, ...network }, depth: 8 },
      plane: PLANE,
      place: { x: 1, y: 0.1 },
      axis: defaultAxis(path),
    };
    const { values } = sidesOfQuestion(question);
    const { cells } = heatStudy(question);
    const said = [0, 1].map((side) => {
      const cell = cells[(side * cells.length) / 2];
      expect(cell?.network.skip).toBe(values[side]);
      return cell === undefined ? "" : sideFormula(cell.network, path, "network.skip");
    });
    expect(said).toEqual([left, right]);
  });

  test("of steps of Runge and Kutta are Euler's, and say so", () => {
    const study: StudyInput = { network: { block: "neural-ode", integrator: "rk4" }, depth: 8 };
    const question = {
      study,
      plane: PLANE,
      place: { x: 1, y: 0 },
      axis: defaultAxis("network.scale"),
    };
    for (const { network } of heatStudy(question).cells) expect(network.integrator).toBeUndefined();
    expect(sidesOfQuestion(question).names[1]).toBe("ODE (Euler)");
  });
});

describe("the theory map", () => {
  test.each<[NetworkInput, boolean]>([
    [{}, true],
    [{ block: "residual" }, true],
    [{ block: "rnn" }, true],
    [{ block: "rnn", activation: "relu" }, false],
    [{ block: "rnn", weights: { law: "orthogonal" } }, false],
    [{ block: "rate" }, false],
    [{ block: "gru" }, false],
    [{ block: "gru", tied: false }, false],
    [{ block: "lstm", tied: false }, false],
    [{ block: "neural-ode", integrator: "rk4" }, false],
    [{ block: "neural-ode", integrator: "rk4", tied: false }, false],
    [{ block: "neural-ode", tied: false }, true],
    [{ weights: { zeroDiagonal: true } }, false],
    [{ weights: { split: 8, contrast: 0.25 } }, false],
    [{ block: "residual", weights: { split: 8 } }, false],
    [{ block: "residual-two-matrix", weights: [{}, { zeroDiagonal: true }] }, false],
  ])("%j: %s", (written, known) => {
    const study = { network: { width: 64, ...written }, depth: 32, burnIn: 4 };
    expect(hasMeanField(study, PLANE)).toBe(known);
    expect(theoryOf(theoryCell(study, PLANE, { x: 2, y: 0.1 })) === null).toBe(!known);
    if (!known) expect(criticalLines(study, PLANE, null)).toEqual([]);
  });

  test("counts an input of every layer as a bias, as the laws do", () => {
    for (const block of ["plain", "rnn", "residual"] as const) {
      const network = { block, width: 64, weights: { variance: 2 } };
      const driven = { network: { ...network, input: { everyLayer: 0.4 } }, depth: 64, burnIn: 8 };
      const plain = { network, depth: 64, burnIn: 8 };
      const at = (study: StudyInput, y: number) => theoryOf(theoryCell(study, PLANE, { x: 2, y }));
      const value = at(driven, 0.1);
      expect(value).toBeCloseTo(at(plain, 0.5) ?? Number.NaN, 10);
      expect(theoryKey(driven, PLANE)).not.toBe(theoryKey(plain, PLANE));
      const spec = resolveNetwork({ ...driven.network, bias: { variance: 0.1 } });
      const law = lawsFor(spec, 1, 64).find(({ name }) => name === "mean field");
      if (law !== undefined) expect(value).toBeCloseTo(law.exponents[0] ?? Number.NaN, 6);
    }
  });
});
