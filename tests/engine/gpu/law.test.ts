import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { GradientCell, SpectrumCell } from "../../../src/engine/engine.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { gradientCellOf, profileDifferences, profilesOf } from "../../support/gradients.ts";
import { cellOf } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

function inLaw(network: NetworkInput, settings: Partial<SpectrumCell> = {}): SpectrumCell {
  return cellOf(network, { sampling: "law", ...settings });
}

describe("the CPU's spectra of the same networks", () => {
  test.each<[string, NetworkInput, Partial<SpectrumCell>, number]>([
    ["tanh, k = n", { width: 8, weights: { variance: 1.5 }, bias: { variance: 0.1 } }, { exponents: 8 }, 1e-4],
    ["linear, k = n", { width: 8, activation: "linear" }, { exponents: 8, depth: 8 }, 1e-4],
    ["residual relu", { width: 48, block: "residual", activation: "relu" }, { exponents: 4 }, 1e-4],
    [
      "two matrices",
      { width: 12, skip: 1, scale: 0.4, branch: ["linear", "activation", "linear"], bias: { variance: 0.1 } },
      { exponents: 5 },
      1e-4,
    ],
    [
      "orthogonal",
      { width: 13, weights: { law: "orthogonal", variance: 1.5 }, bias: { variance: 0.1 } },
      { exponents: 6 },
      1e-4,
    ],
    ["n = 1,000", { width: 1000, weights: { variance: 1.5 } }, { exponents: 3, depth: 20, ensemble: 2 }, 1e-4],
  ])("%s", async (_name, network, settings, within) => {
    const worst = largest(await differences(gpu, cpu, [inLaw(network, settings)]));
    expect(worst).toBeLessThan(within);
  });
});

describe("the CPU's gradient profiles of the same networks", () => {
  test.each<[string, NetworkInput, Partial<GradientCell>, number]>([
    ["tanh, biased", { width: 10, weights: { variance: 1.5 }, bias: { variance: 0.1 } }, {}, 1e-4],
    ["orthogonal relu", { width: 9, activation: "relu", weights: { law: "orthogonal", variance: 2 } }, {}, 1e-4],
    [
      "two matrices, n = 1,000",
      { width: 1000, skip: 1, scale: 0.4, branch: ["linear", "activation", "linear"] },
      { depth: 20, ensemble: 2, burnIn: 1 },
      1e-4,
    ],
  ])("%s", async (_name, network, settings, within) => {
    const cells = [gradientCellOf(network, { sampling: "law", ...settings })];
    const [[found], [expected]] = [await profilesOf(gpu, cells), await profilesOf(cpu, cells)];
    const d = profileDifferences(found, expected);
    console.log(_name, d);
    expect(Math.max(...Object.values(d))).toBeLessThan(within);
  });
});
