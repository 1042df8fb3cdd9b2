import { expect, test } from "vitest";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine({ variant: { threads: 8, tile: 4, table: "storage" } });

/** What fewer orthogonalisations change and save, in f32: states do not depend on tangents, so that all else is equal. */
async function compare(network: NetworkInput, exponents: number) {
  const settings = { depth: 220, burnIn: 20, ensemble: 3, exponents };
  const [chosen, often] = await measured(gpu, [
    cellOf(network, settings),
    cellOf(network, { ...settings, orthogonalizeEvery: 1 }),
  ]);
  expect(often.orthogonalizedEvery).toBe(1);
  const error = Math.max(...chosen.exponents.map((value, i) => Math.abs(Number(value) - Number(often.exponents[i]))));
  return { error, every: chosen.orthogonalizedEvery ?? 0, status: chosen.status };
}

const saturated: NetworkInput = { width: 16, weights: { variance: 9 } };

test("tanh at σ_w = 3, all exponents: every layer demands it", async () => {
  const { error, every, status } = await compare(saturated, 16);
  expect(every).toBeLessThan(1.05);
  expect(error).toBeLessThan(2e-4);
  expect(status).toBe("ok");
});

test("tanh at σ_w = 3, the leading four: several layers lose nothing", async () => {
  const { error, every } = await compare(saturated, 4);
  expect(every).toBeGreaterThan(3);
  expect(error).toBeLessThan(1e-4);
});

test("a residual network at α = 0.05: tens of layers lose nothing", async () => {
  const { error, every } = await compare({ width: 16, block: "residual", scale: 0.05 }, 16);
  expect(every).toBeGreaterThan(20);
  expect(error).toBeLessThan(1e-6);
});

test("a fixed interval is kept, and called ill-conditioned where it loses the last exponents", async () => {
  const settings = { depth: 220, burnIn: 20, ensemble: 3, exponents: 16 };
  const [found] = await measured(gpu, [cellOf(saturated, { ...settings, orthogonalizeEvery: 20 })]);
  expect(found.status).toBe("ill-conditioned");
  expect(found.orthogonalizedEvery).toBeGreaterThan(3);
});
