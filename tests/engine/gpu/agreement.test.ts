import { afterAll, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { SpectrumCell } from "../../../src/engine/engine.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { ACTIVATIONS } from "../../../src/network/spec.ts";
import { differences, largest } from "../../support/agreement.ts";
import { cellOf } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine({ variant: { threads: 8, tile: 4, table: "storage" } });
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

/** Single networks, one a seed. */
function singles(network: NetworkInput, settings: Partial<SpectrumCell>, seeds = 6): SpectrumCell[] {
  return Array.from({ length: seeds }, (_, seed) => cellOf(network, { ensemble: 1, seed, ...settings }));
}

async function expectAgreement(cells: readonly SpectrumCell[], within: number): Promise<void> {
  const worst = largest(await differences(gpu, cpu, cells));
  expect(worst).toBeLessThan(within);
}

test.each(ACTIVATIONS)("%s, plain and biased: every exponent of single networks", (activation) =>
  expectAgreement(
    [0.6, 1].flatMap((variance) =>
      singles({ activation, weights: { variance }, bias: { variance: 0.2 } }, { exponents: 8, depth: 60 }, 5),
    ),
    1e-4,
  ),
);

test.each(["uniform", "rademacher", "orthogonal"] as const)("%s weights, residual, tanh", (law) =>
  expectAgreement(
    [0.1, 1].flatMap((scale) =>
      singles({ block: "residual", scale, weights: { law, variance: 1 } }, { exponents: 8, depth: 60 }, 5),
    ),
    1e-4,
  ),
);

test.each<[string, NetworkInput]>([
  ["tied, biased", { tied: true, weights: { variance: 0.9 }, bias: { variance: 0.1 } }],
  [
    "residual with two matrices",
    { skip: 1, scale: 0.3, branch: ["linear", "activation", "linear"], activation: "relu" },
  ],
  ["preactivation", { skip: 1, scale: 0.3, branch: ["activation", "linear"], bias: { variance: 0.1 } }],
  [
    "activation after the sum",
    { skip: 0.9, scale: 0.5, branch: ["linear"], after: ["activation"], activation: "gelu" },
  ],
  ["no activation", { branch: ["linear", "linear"], weights: { variance: 1.3 }, bias: { variance: 0.1 } }],
  ["no matrix", { skip: 0.5, scale: 0.7, branch: ["activation"], activation: "sine" }],
  ["a branch of scale 0", { skip: 0.9, scale: 0, activation: "relu", bias: { variance: 0.1 } }],
])("%s", (_name, network) => expectAgreement(singles(network, { exponents: 7, depth: 60 }, 10), 1e-4));
