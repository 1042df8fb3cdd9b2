import { describe, expect, it } from "vitest";
import { GROUPS, relaxationOf } from "../../src/measure/relaxation.ts";
import { streamKey, wordAt } from "../../src/network/generator.ts";
import { standardised, tableOf } from "../../src/network/quantile.ts";

/** Standard normal numbers. */
function normals(seed: number): () => number {
  const [table, key] = [tableOf("gaussian"), streamKey(seed, 0, 0, 0)];
  let column = 0;
  return () => standardised(table, wordAt(key, 0, column++));
}

/** Groups of networks whose 1 − c at layer l is law(l), but for noise of their own. */
function groupsOf(depth: number, law: (layer: number) => number, noise: (layer: number) => number, seed: number) {
  const draw = normals(seed);
  const count = depth + 1;
  const sums = new Float64Array(GROUPS * count);
  for (let group = 0; group < GROUPS; group++) {
    // What a group has too much at one depth it has at the next, in part.
    let own = 0;
    for (let layer = 0; layer <= depth; layer++) {
      own = 0.8 * own + 0.6 * draw();
      sums[group * count + layer] = 2 * (law(layer) + noise(layer) * own);
    }
  }
  const layers = Array.from({ length: count }, (_, layer) => layer);
  return relaxationOf(layers, { groups: GROUPS, sums, counts: new Float64Array(GROUPS * count).fill(2) });
}

describe("the relaxation of a correlation", () => {
  it("towards 1 has its depth within the error, and the interval holds it", () => {
    let held = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const law = (layer: number) => 0.8 * Math.exp(-layer / 12);
      const found = groupsOf(120, law, (layer) => 0.2 * law(layer), seed);
      if (found === null) throw new Error("not found");
      expect(Math.abs(found.correlationDepth - 12)).toBeLessThan(4.5 * found.standardError);
      expect(found.standardError).toBeLessThan(0.6);
      expect(found.oneMinusLimit).toBe(0);
      const [low, high] = found.interval;
      if (low <= 12 && (high ?? Infinity) >= 12) held++;
    }
    // Of 20 with 95 % fewer than 16 are as unlikely as 3 in a thousand.
    expect(held).toBeGreaterThanOrEqual(16);
  });

  it("towards less than 1, from either side, finds where too", () => {
    for (const start of [-0.29, 0.29]) {
      const found = groupsOf(
        80,
        (layer) => 0.6 + start * Math.exp(-layer / 6),
        () => 0.01,
        7,
      );
      if (found === null) throw new Error("not found");
      expect(found.oneMinusLimit).toBeCloseTo(0.6, 2);
      expect(Math.abs(found.correlationDepth - 6)).toBeLessThan(4 * found.standardError);
      expect(found.standardError).toBeLessThan(1);
      expect(found.to).toBeLessThan(40);
    }
  });

  it("is not told of a power law, of what stays, of what grows, or of too few networks", () => {
    for (let seed = 1; seed <= 6; seed++) {
      for (const power of [1, 2]) {
        const law = (layer: number) => (1 + layer / 3) ** -power;
        expect(groupsOf(200, law, (layer) => 0.1 * law(layer), seed)).toBeNull();
      }
      expect(
        groupsOf(
          60,
          () => 1,
          () => 0.05,
          seed,
        ),
      ).toBeNull();
      expect(
        groupsOf(
          60,
          () => 1,
          () => 0,
          seed,
        ),
      ).toBeNull();
      expect(
        groupsOf(
          60,
          (layer) => 1e-6 * Math.exp(layer / 10),
          (layer) => 1e-7 * Math.exp(layer / 10),
          seed,
        ),
      ).toBeNull();
    }
    const few = { groups: 4, sums: new Float64Array(4 * 61).fill(1), counts: new Float64Array(4 * 61).fill(1) };
    expect(
      relaxationOf(
        Array.from({ length: 61 }, (_, layer) => layer),
        few,
      ),
    ).toBeNull();
  });
});
