import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { SpectrumCell } from "../../../src/engine/engine.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { furthestApart, gradientCellOf } from "../../support/gradients.ts";
import { cellOf } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const norm = { gain: { mean: 0.8, variance: 0.1 }, bias: { variance: 0.2 } };

/** Networks that share a kernel. */
const BLOCKS: [string, NetworkInput[]][] = [
  ["residual-two-matrix", [{ block: "residual-two-matrix", scale: 0.4 }]],
  ["preactivation", [{ block: "preactivation", scale: 0.4, bias: { variance: 0.1 } }]],
  ["preln", [{ block: "preln", scale: 0.4 }, { block: "preln" }]],
  ["postln", [{ block: "postln", activation: "relu" }]],
  ["layernorm-mlp, relu", [{ block: "layernorm-mlp", activation: "relu" }]],
  ["layernorm-mlp, gains and biases", [{ block: "layernorm-mlp", norm, bias: { variance: 0.1 } }]],
  ["rmsnorm", [{ branch: ["linear", "rmsnorm", "activation"] }]],
  ["batchnorm-mlp", [{ block: "batchnorm-mlp", batch: 4, norm }]],
  ["batchnorm-mlp, relu", [{ block: "batchnorm-mlp", batch: 4, activation: "relu" }]],
  ["batchnorm-residual", [{ block: "batchnorm-residual", batch: 4, scale: 0.4 }]],
];

const cells = (network: NetworkInput, settings: Partial<SpectrumCell> = {}): SpectrumCell[] =>
  [0, 1, 2].map((seed) =>
    cellOf({ width: 9, ...network }, { exponents: 9 * (network.batch ?? 1), depth: 30, ensemble: 1, seed, ...settings }),
  );

describe.each(["network", "law"] as const)("sampled by %s: the CPU's numbers", (sampling) => {
  test.each(BLOCKS)("%s: spectra", async (_name, networks) => {
    const all = networks.flatMap((network) => cells(network, { sampling }));
    const apart = await differences(gpu, cpu, all);
    console.log(_name, largest(apart).toExponential(1), largest(apart, 5).toExponential(1));
    expect(largest(apart)).toBeLessThan(1e-3);
  });

  test.each(BLOCKS)("%s: gradients", async (_name, networks) => {
    if (sampling === "law" && networks[0].batch !== undefined) return;
    const all = networks.map((network) => gradientCellOf({ width: 9, ...network }, { sampling }));
    const apart = await furthestApart(gpu, cpu, all);
    console.log(_name, apart.toExponential(1));
    expect(apart).toBeLessThan(1e-4);
  });
});
