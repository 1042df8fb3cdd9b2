import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Spectrum } from "../../src/engine/engine.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { whyNotInLaw } from "../../src/network/sampling.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { ACTIVATIONS, BLOCKS, type BlockName } from "../../src/network/spec.ts";
import { type ResolvedStudy, resolveStudy } from "../../src/study/resolve.ts";
import { runSpectrum } from "../../src/study/run.ts";
import { bothWays } from "./both-ways.ts";
import { type Comparison, compareMeans, expectAgreement, failures } from "./joint.ts";
import { uncorrelatedSpectra } from "./sampling-broken.ts";

const engine = createCpuEngine();
afterAll(() => engine.close());

async function spectraOf(study: ResolvedStudy): Promise<Spectrum[]> {
  let cells: readonly (Spectrum | null)[] = [];
  for await (const snapshot of runSpectrum(study, engine)) cells = snapshot.cells;
  return cells.filter((cell) => cell !== null);
}

function comparisonsOf(what: string, a: Spectrum, b: Spectrum): Comparison[] {
  // Whether an exponent drifts is judged by each from its own noise.
  const told = ({ status }: Spectrum) => (status === "drifting" ? "ok" : status);
  expect([told(a), a.networks]).toEqual([told(b), b.networks]);
  return a.exponents.flatMap((_, i) => {
    const side = ({ exponents, standardErrors, infinite, networks }: Spectrum) => ({
      mean: exponents[i] ?? Number.NaN,
      error: standardErrors[i] ?? Number.NaN,
      networks: networks - infinite[i],
    });
    const [one, other] = [side(a), side(b)];
    // −∞: of the networks that have it, a fair share on either side.
    const lost = compareShares(`${what} −∞ of λ_${i + 1}`, a.infinite[i], b.infinite[i], a.networks);
    if (Math.min(one.networks, other.networks) < 8) return lost;
    return [...lost, compareMeans(`${what} λ_${i + 1}`, one, other)];
  });
}

function compareShares(what: string, a: number, b: number, networks: number): Comparison[] {
  const share = (a + b) / (2 * networks);
  if (share === 0 || share === 1) return [];
  return [{ what, deviation: (a - b) / Math.sqrt(2 * networks * share * (1 - share)), freedom: 1e6 }];
}

/** Every cell of a study in both samplings. */
async function compareCells(what: string, resolved: ResolvedStudy, law: ResolvedStudy): Promise<Comparison[]> {
  const [real, drawn] = [await spectraOf(resolved), await spectraOf(law)];
  return real.flatMap((spectrum, i) => comparisonsOf(`${what} ${nameOf(resolved.cells[i].at)}`, spectrum, drawn[i]));
}

function isBatched(block: BlockName): boolean {
  return block.startsWith("batchnorm");
}

function nameOf(at: object): string {
  return Object.values(at).join(" ");
}

/** Blocks whose layers are independent, as sampling in law wants them. */
const UNTIED = BLOCKS.filter((block) => whyNotInLaw(resolveNetwork({ block })) === null);

describe("spectra in law and of real weights agree", () => {
  test("in every exponent, plain and residual with every activation, with and without bias, n = 8, 16", async () => {
    const comparisons: Comparison[] = [];
    for (const width of [8, 16]) {
      const { resolved, law } = bothWays({
        network: { width, weights: { variance: 1.7 }, scale: 0.6 },
        depth: 16,
        burnIn: 2,
        ensemble: 32,
        exponents: width,
        axes: [
          { path: "network.block", values: ["plain", "residual"] },
          { path: "network.activation", values: [...ACTIVATIONS] },
          { path: "network.bias.variance", values: [0, 0.2] },
        ],
      });
      comparisons.push(...(await compareCells(`n = ${width}`, resolved, law)));
    }
    expectAgreement(comparisons, 2 * ACTIVATIONS.length * 2 * (8 + 16) * 0.85);
  });

  test.each([
    [8, 4, 64],
    [16, 1, 96],
  ])(
    "for every block, n = %i, k = %i, with and without bias, gains and biases of the normalisation",
    async (width, exponents, ensemble) => {
      const comparisons: Comparison[] = [];
      const [batched, single] = [UNTIED.filter(isBatched), UNTIED.filter((block) => !isBatched(block))];
      for (const [blocks, batch] of [
        [single, 1],
        [batched, 4],
      ] as const) {
        const { resolved, law } = bothWays({
          network: {
            width,
            batch,
            weights: { variance: 1.7 },
            norm: { gain: { variance: 0.2 }, bias: { variance: 0.1 } },
          },
          depth: 10,
          burnIn: 2,
          ensemble,
          exponents,
          axes: [
            { path: "network.block", values: blocks },
            { path: "network.activation", values: ["relu", "tanh"] },
            { path: "network.weights.law", values: ["gaussian", "orthogonal"] },
            { path: "network.bias.variance", values: [0, 0.2] },
          ],
        });
        comparisons.push(...(await compareCells(`n = ${width}`, resolved, law)));
      }
      expectAgreement(comparisons, UNTIED.length * 8 * exponents * 0.9);
    },
  );

  test("for orthogonal weights, and for lists of operations", async () => {
    const comparisons: Comparison[] = [];
    const networks: Record<string, NetworkInput> = {
      "orthogonal tanh": { weights: { law: "orthogonal", variance: 2 }, bias: { variance: 0.1 } },
      "orthogonal ReLU": { weights: { law: "orthogonal", variance: 2 }, activation: "relu" },
      "orthogonal residual": { weights: { law: "orthogonal" }, block: "residual", activation: "gelu", scale: 0.5 },
      "two matrices": { skip: 1, scale: 0.5, branch: ["linear", "activation", "linear"], activation: "relu" },
      "two orthogonal ones": {
        skip: 0.9,
        scale: 0.5,
        branch: ["activation", "linear", "activation", "linear"],
        weights: { law: "orthogonal", variance: 2 },
        bias: { variance: 0.3 },
      },
      "after the sum": { skip: 1, scale: 0.4, branch: ["linear"], after: ["activation", "linear"], activation: "erf" },
      "Gaussian, then Haar": {
        branch: ["linear", "activation", "linear"],
        weights: [
          { law: "gaussian", variance: 2 },
          { law: "orthogonal", variance: 0.7 },
        ],
        bias: { variance: 0.1 },
      },
      "numbers that change with depth": {
        skip: { depth: { from: 0, to: 1 } },
        scale: { depth: { from: 1.2, to: 0.3 } },
        weights: { variance: { depth: { from: 3, to: 1 } } },
        bias: { variance: { depth: { from: 0, to: 0.5 } } },
      },
      "several inputs, batch normalisation among other operations": {
        batch: 3,
        skip: 0.8,
        branch: ["batchnorm", "linear", "layernorm", "activation"],
        after: ["rmsnorm"],
        bias: { variance: 0.2 },
      },
      "three matrices in a row": { branch: ["linear", "linear", "activation", "linear"], activation: "leaky-relu" },
    };
    for (const width of [8, 16]) {
      for (const [name, network] of Object.entries(networks)) {
        const study = { network: { ...network, width }, depth: 30, burnIn: 4, ensemble: 64, exponents: width };
        const { resolved, law } = bothWays(study);
        const [[real], [drawn]] = [await spectraOf(resolved), await spectraOf(law)];
        comparisons.push(...comparisonsOf(`n = ${width} ${name}`, real, drawn));
      }
    }
    expectAgreement(comparisons, 10 * 24 * 0.85);
  });

  test("leading exponents do not depend on how many are asked for, nor does the state: from two on bit for bit", async () => {
    const of = async (exponents: number) =>
      spectraOf(
        resolveStudy({
          sampling: "law",
          network: { width: 12, block: "residual", weights: { variance: 2 }, bias: { variance: 0.1 } },
          depth: 30,
          ensemble: 5,
          exponents,
          orthogonalizeEvery: 1,
        }),
      );
    const [whole] = await of(12);
    for (const k of [2, 4, 11]) {
      const [some] = await of(k);
      expect(some.exponents).toEqual(whole.exponents.slice(0, k));
    }
    // A single tangent has kernels of its own, which sum in another order.
    const [alone] = await of(1);
    expect(alone.exponents[0]).toBeCloseTo(whole.exponents[0] ?? Number.NaN, 13);
  });

  test("tangents drawn without regard to the state fail, where φ′ depends on it", async () => {
    const study = { network: { width: 8, weights: { variance: 4 } }, depth: 60, ensemble: 400, exponents: 2 };
    const { resolved, law } = bothWays(study);
    const [real] = await spectraOf(resolved);
    expect(failures(comparisonsOf("", real, (await spectraOf(law))[0]))).toEqual([]);
    expect(failures(comparisonsOf("", real, uncorrelatedSpectra(law.cells[0]))).length).toBeGreaterThan(0);
  });
});
