import { expect, test } from "vitest";
import { doublings } from "../../src/engine/doublings.ts";
import { confidenceInterval } from "../../src/measure/confidence.ts";
import { momentsOf } from "../../src/measure/moments.ts";
import { largestError } from "../../src/measure/tolerance.ts";
import { cellOf } from "../support/jobs.ts";
import { random } from "../support/random.ts";

/**
 * Part of the intervals of 95 % that hold the truth, 0, of ensembles that stop at the first error within the tolerance: `k` normal
 * exponents of variance 1, `times` ensembles.
 */
function coverage(k: number, tolerance: number, times: number): number {
  const sizes = doublings(cellOf({}, { ensemble: 1024, tolerance })).map(({ ensemble }) => ensemble);
  const { normal } = random(7);
  let held = 0;
  for (let time = 0; time < times; time++) {
    const means = momentsOf(k);
    for (const size of sizes) {
      while (means[0].count < size) for (const each of means) each.add(normal());
      const errors = means.map((each) => each.standardError);
      if (
        largestError(
          means.map(({ value }) => value),
          errors,
        ) > tolerance
      )
        continue;
      for (const { value, standardError, count } of means) {
        const [low, high] = confidenceInterval(value, standardError, count - 1) ?? [1, -1];
        if (low <= 0 && 0 <= high) held++;
      }
      break;
    }
  }
  return held / (k * times);
}

// An error is small the sooner, the smaller it happens to be: where the tolerance is that of 18 networks, it costs a single exponent most.
test("stopping at the first small error costs intervals of 95 % two points at most, and almost nothing where several exponents must agree", () => {
  const alone = coverage(1, 1 / Math.sqrt(18), 40_000);
  expect(alone).toBeGreaterThan(0.925);
  expect(alone).toBeLessThan(0.935);
  const few = coverage(4, 1 / Math.sqrt(14), 10_000);
  expect(few).toBeGreaterThan(0.943);
  expect(few).toBeLessThan(0.953);
});
