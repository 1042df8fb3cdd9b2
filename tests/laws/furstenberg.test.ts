import { expect, test } from "vitest";
import { fixedFrame } from "../../src/measure/fixed-vector.ts";
import { momentsOf } from "../../src/measure/moments.ts";
import { createBundle, normaliseColumn } from "../../src/network/bundle.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { logNorm } from "../../src/network/norm.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { meanLogChiSquares, meanLogStretch } from "../../src/theory/furstenberg.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { reducibleExponents } from "../../src/theory/reducible.ts";

test("E ln of one χ² is ln 2a + ψ(d/2); of dense weights every vector's stretch is Newman's λ₁", () => {
  // ψ(1/2) = −γ − 2 ln 2.
  expect(meanLogChiSquares([{ scale: 3, freedom: 1 }])).toBeCloseTo(
    Math.log(6) - 0.5772156649015329 - 2 * Math.LN2,
    11,
  );
  for (const width of [1, 2, 7, 64]) {
    expect(meanLogStretch(width, { variance: 2 })).toBeCloseTo(newmanExponents(width, 1, 2)[0], 11);
  }
  // Two terms of one scale are one.
  const two = meanLogChiSquares([
    { scale: 0.5, freedom: 3 },
    { scale: 0.5, freedom: 4 },
  ]);
  expect(two).toBeCloseTo(meanLogChiSquares([{ scale: 0.5, freedom: 7 }]), 11);
});

test("over the directions that a fixed vector passes, the mean of E ln ‖A v‖ is its growth: the exact rate of its block", () => {
  const weights = { variance: 1, split: 4, contrast: 3, coupling: 0.5 };
  const width = 10;
  const [first, second] = reducibleExponents(width, 1, weights);
  const spec = resolveNetwork({ width, activation: "linear", weights });
  const meanOf = (vector: { from: number; units: number; place: number }): [number, number] => {
    const [between] = momentsOf(1);
    for (let index = 0; index < 24; index++) {
      const network = randomNetwork(spec, 11, index);
      const bundle = createBundle(width, 2);
      bundle.data.set(fixedFrame(11, width, vector).data);
      network.input(bundle);
      let sum = 0;
      for (let layer = 0; layer < 150; layer++) {
        const squares = Array.from({ length: width }, (_, row) => bundle.data[2 * row + 1] ** 2);
        const all = squares.reduce((total, each) => total + each, 0);
        const inside = squares.slice(0, 4).reduce((total, each) => total + each, 0) / all;
        if (layer >= 30) sum += meanLogStretch(width, weights, inside) / 120;
        network.push(bundle, layer);
        normaliseColumn(bundle, 1);
        expect(logNorm(bundle.data.subarray(1), 2, width)).not.toBeNaN();
      }
      between.add(sum);
    }
    return [between.mean, between.standardError ?? Number.NaN];
  };
  // Inside the invariant subspace there is nothing to average: the same stretch everywhere.
  const [own] = meanOf({ from: 0, units: 4, place: 0 });
  expect(own).toBeCloseTo(first[0], 10);
  const [generic, error] = meanOf({ from: 0, units: 10, place: 1 });
  expect(Math.abs(generic - Math.max(first[0], second[0])) / error).toBeLessThan(4.5);
  expect(error).toBeLessThan(0.02);
});
