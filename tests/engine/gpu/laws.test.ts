import { expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { Spectrum } from "../../../src/engine/engine.ts";
import { newmanExponents, newmanVariance } from "../../../src/theory/newman.ts";
import { reluExponents } from "../../../src/theory/relu-finite.ts";
import { residualLinearTop } from "../../../src/theory/residual-linear.ts";
import { expectLaw } from "../../laws/measured.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine({ variant: { threads: 8, tile: 16, table: "storage" } });

test.each([
  [4, 400],
  [16, 80],
])("Newman's spectrum, n = %i, and ¼ψ₁ for the variance of each layer", async (width, depth) => {
  const settings = { depth, burnIn: 0, exponents: width, ensemble: 64 };
  const cells = [1, 2.5].map((variance) => cellOf({ width, activation: "linear", weights: { variance } }, settings));
  (await measured(gpu, cells)).forEach((spectrum, cell) => {
    expectLaw(spectrum, newmanExponents(width, width, [1, 2.5][cell]));
    spectrum.layerVariances.forEach((variance, i) => {
      const ratio = Number(variance) / newmanVariance(width, i + 1);
      // 5,120 or 25,600 squares: their mean is known to √(2…7/5120).
      expect(ratio).toBeGreaterThan(0.85);
      expect(ratio).toBeLessThan(1.15);
    });
  });
});

test("orthogonal weights, tied: every exponent is ln σ_w to 1e-5", async () => {
  const cells = [0.01, 2.5].map((variance) =>
    cellOf(
      { width: 16, activation: "linear", tied: true, weights: { law: "orthogonal", variance } },
      { depth: 60, burnIn: 10, exponents: 16, ensemble: 8 },
    ),
  );
  const errors = (await measured(gpu, cells)).flatMap(({ exponents }, cell) =>
    exponents.map((exponent) => Math.abs(Number(exponent) - Math.log(cells[cell].network.weights.variance) / 2)),
  );
  expect(errors.length).toBe(32);
  expect(Math.max(...errors)).toBeLessThan(1e-5);
});

test("residual linear networks: λ₁ exactly, n = 16", async () => {
  const scales = [0.1, 0.5, 1, 2];
  const cells = scales.map((scale) =>
    cellOf(
      { width: 16, block: "residual", scale, activation: "linear" },
      { depth: 60, burnIn: 0, exponents: 1, ensemble: 64 },
    ),
  );
  (await measured(gpu, cells)).forEach((spectrum, cell) => {
    expectLaw(spectrum, [residualLinearTop(16, 1, scales[cell])]);
  });
});

test("He-ReLU networks, n = 32: the first exponents, given that no layer has fewer active units", async () => {
  const cell = cellOf(
    { width: 32, activation: "relu", weights: { variance: 2 } },
    { depth: 80, burnIn: 8, exponents: 4, ensemble: 64 },
  );
  const [spectrum] = await measured(gpu, [cell]);
  expect(spectrum.infinite[3]).toBe(0);
  expectLaw(spectrum, reluExponents(32, 4, 2));
});

test("the spread of ln‖Ju‖ over the networks is that of the same networks in f64", async () => {
  const cell = cellOf(
    { width: 16, block: "residual", scale: 0.5, activation: "linear" },
    { depth: 60, burnIn: 4, exponents: 1, ensemble: 64, distribution: true },
  );
  const cpu = createCpuEngine({ workers: 1 });
  const [[found], [reference]] = [await measured(gpu, [cell]), await measured(cpu, [cell])];
  await cpu.close();
  const numbers = ({ logNorm }: Spectrum) => [
    logNorm?.mean,
    logNorm?.variance,
    logNorm?.skewness,
    ...(logNorm?.quantiles.values ?? []),
  ];
  expect(found.logNorm).toMatchObject({ layers: 56, count: 64, infinite: 0 });
  numbers(reference).forEach((value, i) => {
    expect(Math.abs(Number(numbers(found)[i]) - Number(value))).toBeLessThan(1e-3);
  });
  expect(numbers(reference)).toHaveLength(10);
});

test("the scalar tower: ln 1.5 exactly; |σ′| ≤ ¼", async () => {
  const settings = { depth: 100, burnIn: 0, exponents: 1, ensemble: 8 };
  const weights = { law: "rademacher", variance: 2.25 } as const;
  const [linear] = await measured(gpu, [cellOf({ width: 1, activation: "linear", weights }, settings)]);
  expect(Math.abs(Number(linear.exponents[0]) - Math.log(1.5))).toBeLessThan(1e-6);
  const variances = [0.25, 1, 16];
  const cells = variances.map((variance) =>
    cellOf(
      { width: 1, activation: "sigmoid", weights: { law: "rademacher", variance }, bias: { variance: 0.5 } },
      settings,
    ),
  );
  (await measured(gpu, cells)).forEach(({ exponents }, cell) => {
    expect(Number.isFinite(exponents[0])).toBe(true);
    expect(exponents[0]).toBeLessThan(Math.log(Math.sqrt(variances[cell]) / 4));
  });
});

test("σ_w² = 0: every exponent is −∞; a skip path keeps ln |skip|", async () => {
  const settings = { depth: 20, burnIn: 2, exponents: 4, ensemble: 6 };
  const weights = { variance: 0 };
  const [dead] = await measured(gpu, [cellOf({ weights, bias: { variance: 1 } }, settings)]);
  expect(dead.status).toBe("collapsed");
  expect(dead.exponents).toEqual(new Array(4).fill(Number.NEGATIVE_INFINITY));
  expect(dead.infinite).toEqual(new Array(4).fill(6));
  const orthogonal = { law: "orthogonal", variance: 0 } as const;
  const [kept] = await measured(gpu, [cellOf({ block: "residual", skip: 0.5, weights: orthogonal }, settings)]);
  for (const exponent of kept.exponents) expect(Math.abs(Number(exponent) - Math.log(0.5))).toBeLessThan(1e-6);
});
