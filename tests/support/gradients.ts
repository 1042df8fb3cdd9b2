import { expect } from "vitest";
import type { Engine, GradientCell, GradientProfile, Snapshot } from "../../src/engine/engine.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { specOf } from "./specs.ts";

/** A cell with small defaults. */
export function gradientCellOf(network: NetworkInput = {}, settings: Partial<GradientCell> = {}): GradientCell {
  return { network: specOf({ width: 8, ...network }), depth: 40, burnIn: 5, ensemble: 4, seed: 42, ...settings };
}

/** What a job ends with; `watch` sees every snapshot. */
export async function profilesOf(
  engine: Engine,
  cells: readonly GradientCell[],
  watch = (_: Snapshot<GradientProfile>): void => undefined,
  signal?: AbortSignal,
): Promise<GradientProfile[]> {
  let last: Snapshot<GradientProfile> | undefined;
  for await (const snapshot of engine.gradient({ cells }, signal)) {
    last = snapshot;
    watch(snapshot);
  }
  expect(last?.done).toBe(last?.total);
  return (last?.cells ?? []).map((profile) => {
    if (profile === null) throw new Error("a cell was not measured");
    return profile;
  });
}

/** Largest differences of decimal logarithms between two profiles. */
export interface ProfileDifferences {
  gradient: number;
  weights: number;
  state: number;
  dilution: number;
  errors: number;
}

/** Status, layers, networks and places of −∞ must be the same. */
export function profileDifferences(found: GradientProfile, expected: GradientProfile): ProfileDifferences {
  for (const field of ["status", "networks", "layers", "infinite"] as const) {
    expect(found[field]).toEqual(expected[field]);
  }
  return {
    gradient: furthest(found.log10GradientNorm, expected.log10GradientNorm),
    weights: furthest(found.log10WeightGradientNorm.flat(), expected.log10WeightGradientNorm.flat()),
    state: furthest(found.log10StateNorm, expected.log10StateNorm),
    dilution: furthest(found.log10Dilution ?? [], expected.log10Dilution ?? []),
    errors: furthest(found.standardErrors, expected.standardErrors),
  };
}

/** The largest difference of anything between two engines, decades. */
export async function furthestApart(gpu: Engine, cpu: Engine, cells: readonly GradientCell[]): Promise<number> {
  const [found, expected] = [await profilesOf(gpu, cells), await profilesOf(cpu, cells)];
  return Math.max(...found.flatMap((profile, i) => Object.values(profileDifferences(profile, expected[i]))));
}

function furthest(found: readonly (number | null)[], expected: readonly (number | null)[]): number {
  expect(found.length).toBe(expected.length);
  return expected.reduce((worst: number, value, i) => {
    const other = found[i];
    if (value === null || !Number.isFinite(value)) {
      expect(other).toBe(value);
      return worst;
    }
    return Math.max(worst, Math.abs((other ?? Number.NaN) - value));
  }, 0);
}
