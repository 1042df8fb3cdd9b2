import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { GradientProfile } from "../../src/engine/engine.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { ResolvedStudy } from "../../src/study/resolve.ts";
import { runGradient } from "../../src/study/run.ts";
import { bothWays } from "./both-ways.ts";
import { type Comparison, compareMeans, compareVariances, expectAgreement, failures } from "./joint.ts";
import { uncorrelatedProfiles } from "./sampling-broken.ts";

const engine = createCpuEngine();
afterAll(() => engine.close());

async function profilesOf(study: ResolvedStudy): Promise<GradientProfile[]> {
  let cells: readonly (GradientProfile | null)[] = [];
  for await (const snapshot of runGradient(study, engine)) cells = snapshot.cells;
  return cells.filter((cell) => cell !== null);
}

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
    "layernorm-mlp": { block: "layernorm-mlp", weights: { variance: 1.3 }, bias: { variance: 0.2 } },
    "Gaussian, then Haar": {
      skip: 0.5,
      branch: ["linear", "activation", "linear"],
      weights: [{ variance: 3 }, { law: "orthogonal" }],
    },
  };

  /** Fewer samples than units, about as many, more. */
  const BATCHED: Record<string, NetworkInput> = {
    "batchnorm-mlp": { block: "batchnorm-mlp", width: 8, batch: 4, activation: "relu", bias: { variance: 0.2 } },
    "orthogonal batchnorm-mlp": { block: "batchnorm-mlp", width: 5, batch: 4, weights: { law: "orthogonal" } },
    "batchnorm-residual": {
      block: "batchnorm-residual",
      width: 4,
      batch: 6,
      weights: [{ variance: 1 }, { law: "orthogonal", variance: 0.5 }],
    },
  };

  test("with batch normalisation, Gaussian and orthogonal", async () => {
    const comparisons: Comparison[] = [];
    for (const [name, network] of Object.entries(BATCHED)) {
      const { resolved, law } = bothWays({ network, depth: 10, ensemble: 600 });
      const [[real], [drawn]] = [await profilesOf(resolved), await profilesOf(law)];
      comparisons.push(...profileComparisons(name, real, drawn));
    }
    expectAgreement(comparisons, 3 * 2 * 20);
  });

  test("Gaussian and orthogonal, plain and residual", async () => {
    const comparisons: Comparison[] = [];
    for (const [name, network] of Object.entries(NETWORKS)) {
      for (const width of [6, 16]) {
        const { resolved, law } = bothWays({ network: { ...network, width }, depth: 15, ensemble: 800 });
        const [[real], [drawn]] = [await profilesOf(resolved), await profilesOf(law)];
        comparisons.push(...profileComparisons(`${name} n = ${width}`, real, drawn));
      }
    }
    expectAgreement(comparisons, 16 * 2 * 30);
  });

  test("the projector left out fails", async () => {
    const { resolved, law } = bothWays({ network: { width: 4, weights: { variance: 2 } }, depth: 15, ensemble: 3000 });
    const [real] = await profilesOf(resolved);
    const [drawn] = await profilesOf(law);
    expect(failures(profileComparisons("", real, drawn))).toEqual([]);
    expect(failures(profileComparisons("", real, uncorrelatedProfiles(law.cells[0]))).length).toBeGreaterThan(0);
  });
});
