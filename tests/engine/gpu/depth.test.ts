import { afterAll, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { newmanExponents } from "../../../src/theory/newman.ts";
import { differences, largest } from "../../support/agreement.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine({ variant: { threads: 4, tile: 4, table: "storage" } });
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const depth = 100_000;
const settings = { depth, burnIn: 0, exponents: 4, ensemble: 1 };
/** The states grow by 2^66,000. */
const growing = 2.5;

test("100,000 layers, n = 4: Newman's spectrum within 4 errors", async () => {
  const [spectrum] = await measured(gpu, [
    cellOf({ width: 4, activation: "linear", weights: { variance: growing }, bias: { variance: 0.1 } }, settings),
  ]);
  expect(spectrum.status).toBe("ok");
  newmanExponents(4, 4, growing).forEach((exact, i) => {
    const error = Number(spectrum.standardErrors[i]);
    expect(Math.abs(Number(spectrum.exponents[i]) - exact)).toBeLessThan(4 * error);
    // 0.02 would be seen.
    expect(error).toBeLessThan(0.005);
  });
});

test("100,000 layers, n = 4: orthogonal to 1e-5", async () => {
  const [spectrum] = await measured(gpu, [
    cellOf({ width: 4, activation: "linear", weights: { law: "orthogonal", variance: growing } }, settings),
  ]);
  expect(spectrum.status).toBe("ok");
  const errors = spectrum.exponents.map((exponent) => Math.abs(Number(exponent) - Math.log(growing) / 2));
  expect(Math.max(...errors)).toBeLessThan(1e-5);
});

test("relu at σ_w² = 5 and at 0.05: no state overflows, no unit dies of underflow", async () => {
  const cells = [5, 0.05].map((variance) =>
    cellOf(
      { width: 16, activation: "relu", weights: { variance } },
      { depth: 600, burnIn: 10, exponents: 3, ensemble: 4 },
    ),
  );
  const worst = largest(await differences(gpu, cpu, cells));
  expect(worst).toBeLessThan(1e-5);
});

test("selu that shrinks by 2^−300: the slope on either side of zero lives on", async () => {
  const cell = cellOf(
    { width: 8, activation: "selu", weights: { variance: 0.1 } },
    { depth: 200, burnIn: 10, exponents: 4, ensemble: 4 },
  );
  expect(largest(await differences(gpu, cpu, [cell]))).toBeLessThan(1e-5);
});
