import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { GradientProfile, Spectrum } from "../../src/engine/engine.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { ACTIVATIONS, BLOCKS } from "../../src/network/spec.ts";
import { type ResolvedStudy, resolveStudy } from "../../src/study/resolve.ts";
import { runGradient, runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { type Comparison, compareMeans, compareVariances, expectAgreement, failures } from "./joint.ts";
import { uncorrelatedProfiles, uncorrelatedSpectra } from "./sampling-broken.ts";

const engine = createCpuEngine();
afterAll(() => engine.close());

async function spectraOf(study: ResolvedStudy): Promise<Spectrum[]> {
  let cells: readonly (Spectrum | null)[] = [];
  for await (const snapshot of runSpectrum(study, engine)) cells = snapshot.cells;
  return cells.filter((cell) => cell !== null);
}

async function profilesOf(study: ResolvedStudy): Promise<GradientProfile[]> {
  let cells: readonly (GradientProfile | null)[] = [];
  for await (const snapshot of runGradient(study, engine)) cells = snapshot.cells;
  return cells.filter((cell) => cell !== null);
}

/** The same study in both samplings. All networks of a study start from one frame: the seed is the same. */
function bothWays(study: StudyInput): { resolved: ResolvedStudy; law: ResolvedStudy } {
  return { resolved: resolveStudy(study), law: resolveStudy({ ...study, sampling: "law" }) };
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

function nameOf(at: object): string {
  return Object.values(at).join(" ");
}

describe("spectra in law and of real weights agree", () => {
  test("in every exponent, for every block and activation, with and without bias, n = 8, 16, 32", async () => {
    const comparisons: Comparison[] = [];
    for (const width of [8, 16, 32]) {
      const { resolved, law } = bothWays({
        network: { width, weights: { variance: 1.7 }, scale: 0.6 },
        depth: 16,
        burnIn: 2,
        ensemble: width === 32 ? 16 : 32,
        exponents: width,
        axes: [
          { path: "network.block", values: [...BLOCKS] },
          { path: "network.activation", values: [...ACTIVATIONS] },
          { path: "network.bias.variance", values: [0, 0.2] },
        ],
      });
      const [real, drawn] = [await spectraOf(resolved), await spectraOf(law)];
      real.forEach((spectrum, i) => {
        comparisons.push(...comparisonsOf(`n = ${width} ${nameOf(resolved.cells[i].at)}`, spectrum, drawn[i]));
      });
    }
    expectAgreement(comparisons, 2 * ACTIVATIONS.length * 2 * (8 + 16 + 32) * 0.85);
  });

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
    expectAgreement(comparisons, 7 * 24 * 0.85);
  });

  test("leading exponents do not depend on how many are asked for, nor does the state, bit for bit", async () => {
    const of = async (exponents: number) =>
      spectraOf(
        resolveStudy({
          sampling: "law",
          network: { width: 12, block: "residual", weights: { variance: 2 }, bias: { variance: 0.1 } },
          depth: 30,
          ensemble: 5,
          exponents,
        }),
      );
    const [whole] = await of(12);
    for (const k of [1, 4, 11]) {
      const [some] = await of(k);
      expect(some.exponents).toEqual(whole.exponents.slice(0, k));
    }
  });

  test("tangents drawn without regard to the state fail, where φ′ depends on it", async () => {
    const study = { network: { width: 8, weights: { variance: 4 } }, depth: 60, ensemble: 400, exponents: 2 };
    const { resolved, law } = bothWays(study);
    const [real] = await spectraOf(resolved);
    expect(failures(comparisonsOf("", real, (await spectraOf(law))[0]))).toEqual([]);
    expect(failures(comparisonsOf("", real, uncorrelatedSpectra(law.cells[0]))).length).toBeGreaterThan(0);
  });
});

function profileComparisons(what: string, a: GradientProfile, b: GradientProfile): Comparison[] {
  const networks = a.networks;
  const series = (profile: GradientProfile): [string, (number | null)[], (number | null)[]][] => [
    ["gradient", profile.log10GradientNorm, profile.standardErrors],
    ...profile.log10WeightGradientNorm.map((means, m): [string, (number | null)[], (number | null)[]] => [
      `weights ${m}`,
      means,
      profile.weightStandardErrors[m],
    ]),
  ];
  const [left, right] = [series(a), series(b)];
  return left.flatMap(([name, means, errors], s) =>
    means.flatMap((mean, layer) => {
      const place = `${what} ${name} at ${layer}`;
      const side = (m: number | null, e: number | null) => ({
        mean: m ?? Number.NaN,
        error: e ?? Number.NaN,
        networks,
      });
      const [one, other] = [side(mean, errors[layer]), side(right[s][1][layer], right[s][2][layer])];
      if (one.error === 0 && other.error === 0) return [];
      return [
        compareMeans(place, one, other),
        compareVariances(
          `variance: ${place}`,
          { variance: one.error ** 2, networks },
          { variance: other.error ** 2, networks },
        ),
      ];
    }),
  );
}

describe("gradient profiles in law and of real weights agree in mean and variance at every layer", () => {
  const NETWORKS: Record<string, NetworkInput> = {
    tanh: { weights: { variance: 2.5 }, bias: { variance: 0.1 } },
    "orthogonal tanh": { weights: { law: "orthogonal", variance: 2 }, bias: { variance: 0.05 } },
    "leaky ReLU": { activation: "leaky-relu", weights: { variance: 2 } },
    "residual ReLU": { block: "residual", activation: "relu", scale: 0.5, weights: { variance: 2 } },
    "orthogonal residual ReLU": {
      block: "residual",
      activation: "relu",
      scale: 0.5,
      weights: { law: "orthogonal", variance: 2 },
    },
    "two matrices": { skip: 1, scale: 0.7, branch: ["linear", "activation", "linear"], activation: "gelu" },
  };

  test("Gaussian and orthogonal, plain and residual", async () => {
    const comparisons: Comparison[] = [];
    for (const [name, network] of Object.entries(NETWORKS)) {
      for (const width of [6, 16]) {
        const { resolved, law } = bothWays({ network: { ...network, width }, depth: 15, ensemble: 800 });
        const [[real], [drawn]] = [await profilesOf(resolved), await profilesOf(law)];
        comparisons.push(...profileComparisons(`${name} n = ${width}`, real, drawn));
      }
    }
    expectAgreement(comparisons, 12 * 2 * 30);
  });

  test("the projector left out fails", async () => {
    const { resolved, law } = bothWays({ network: { width: 4, weights: { variance: 2 } }, depth: 15, ensemble: 3000 });
    const [real] = await profilesOf(resolved);
    const [drawn] = await profilesOf(law);
    expect(failures(profileComparisons("", real, drawn))).toEqual([]);
    expect(failures(profileComparisons("", real, uncorrelatedProfiles(law.cells[0]))).length).toBeGreaterThan(0);
  });
});
