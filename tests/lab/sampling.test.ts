import { describe, expect, test } from "vitest";
import { defaultAxis } from "../../src/lab/axis.ts";
import { heatStudy } from "../../src/lab/heat-study.ts";
import { FIRST_AXES, planeStudy, spectrumStudy } from "../../src/lab/plane.ts";
import { sampled, sampleOf } from "../../src/lab/sampling.ts";
import type { StudyInput } from "../../src/study/schema.ts";

const plane = { columns: 2, rows: 2, ...FIRST_AXES };
const PLACE = { x: 2, y: 0.1 };

describe("how the lab draws its ensembles", () => {
  test.each<[StudyInput, string | undefined]>([
    [{}, "law"],
    [{ network: { weights: { law: "orthogonal" }, block: "residual" } }, "law"],
    [{ network: { weights: { law: "rademacher" } } }, undefined],
    [{ network: { tied: true } }, undefined],
    [{ sampling: "network" }, "network"],
  ])("%j: %s", (study, sampling) => {
    expect(sampled(study).sampling).toBe(sampling);
    const cells = [
      ...planeStudy(study, plane).cells,
      ...spectrumStudy(study, plane, PLACE).cells,
      ...heatStudy({ study, plane, place: PLACE, axis: defaultAxis("network.scale") }).cells,
    ];
    expect(new Set(cells.map((cell) => cell.sampling))).toEqual(new Set([sampling ?? "network"]));
  });

  test("is said in the caption", () => {
    const [cell] = planeStudy({ network: { width: 32 } }, plane).cells;
    expect(sampleOf(cell, 4096)).toBe("n = 32, 4096 networks, sampled in law");
    expect(sampleOf({ ...cell, sampling: "network" }, 1)).toBe("n = 32, 1 network");
  });
});
