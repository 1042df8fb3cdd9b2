import { expect, test } from "vitest";
import type { NetworkInput } from "../../src/network/schema.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { lawsFor } from "../../src/theory/laws.ts";
import { compareMeans, expectAgreement } from "./joint.ts";
import { measure, measureAll, SHIFT } from "./measured.ts";

const LINE = { depth: { from: 0.3, to: 2 } };

// Numbers of a layer enter the exact laws as means over the layers that were counted.
test.each<[string, NetworkInput]>([
  ["linear, σ_w² along the depth", { activation: "linear", weights: { variance: LINE } }],
  [
    "linear, a list of scales",
    { activation: "linear", scale: { depth: [...new Array<number>(40).fill(3), ...new Array<number>(40).fill(0.5)] } },
  ],
  [
    "linear, two matrices of their own",
    { activation: "linear", branch: ["linear", "linear"], weights: [{ variance: 3 }, { variance: 0.5 }] },
  ],
  ["ReLU, σ_w² along the depth", { activation: "relu", width: 32, weights: { variance: LINE } }],
  ["linear residual, α along the depth", { activation: "linear", block: "residual", scale: LINE }],
])("exact: %s", async (_, input) => {
  const study: StudyInput = { network: { width: 16, ...input }, depth: 80, burnIn: 10, ensemble: 128, exponents: 4 };
  const [cell] = resolveStudy(study).cells;
  const [law] = lawsFor(cell.network, 4, cell.depth, cell);
  expect(law.kind).toBe("exact");
  const { exponents, standardErrors } = await measure(study);
  const at = (i: number) => ({
    mean: exponents[i] ?? Number.NaN,
    error: standardErrors[i] ?? Number.NaN,
    networks: 128,
  });
  const known = law.exponents.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  const exact = { error: 0, networks: Number.POSITIVE_INFINITY };
  expectAgreement(
    known.map(({ value, i }) => compareMeans(`λ_${i + 1}`, at(i), { mean: value, ...exact })),
    known.length,
  );
  for (const { value, i } of known) expect(Math.abs(at(i).mean - value - SHIFT) / at(i).error).toBeGreaterThan(3);
});

// The first law of every block at n = 256, within what the next order of 1/n and depth leave.
test.each<[string, NetworkInput, number]>([
  ["layernorm-mlp", { block: "layernorm-mlp" }, 0.0015],
  ["layernorm-mlp", { block: "layernorm-mlp", activation: "relu" }, 0.0015],
  ["RMSNorm", { branch: ["linear", "rmsnorm", "activation"], activation: "gelu" }, 0.0015],
  ["layernorm-mlp, gain 2", { block: "layernorm-mlp", norm: { gain: { mean: 2 } }, bias: { variance: 0.3 } }, 0.012],
  ["batchnorm-mlp", { block: "batchnorm-mlp" }, 0.006],
  ["residual-two-matrix", { block: "residual-two-matrix", weights: [{ variance: 2 }, { variance: 0.5 }] }, 0.004],
  ["preactivation", { block: "preactivation", activation: "gelu", scale: 0.5 }, 0.006],
  ["preln", { block: "preln", activation: "relu" }, 0.003],
  ["postln", { block: "postln", activation: "gelu", weights: { init: "he" } }, 0.006],
  ["tanh, σ_w² along the depth", { weights: { variance: LINE } }, 0.006],
])("limit: %s %#", async (_, network, within) => {
  const study: StudyInput = {
    network: { width: 256, ...network },
    sampling: "law",
    depth: 150,
    ensemble: 16,
    exponents: 1,
  };
  const [cell] = resolveStudy(study).cells;
  const [law] = lawsFor(cell.network, 1, cell.depth, cell);
  const [spectrum] = await measureAll(study);
  const off = Math.abs((spectrum.exponents[0] ?? Number.NaN) - (law.exponents[0] ?? Number.NaN));
  expect(off).toBeLessThan(within + 4 * (spectrum.standardErrors[0] ?? Number.NaN));
  expect(4 * (spectrum.standardErrors[0] ?? Number.NaN)).toBeLessThan(0.01);
});
