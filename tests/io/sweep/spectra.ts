import type { Spectrum } from "../../../src/engine/engine.ts";
import { random } from "../../support/random.ts";

/** A spectrum whose numbers are `values`, wherever a spectrum may hold any double. */
export function spectrumOf(values: readonly (number | null)[]): Spectrum {
  const [first = 0] = values.filter((value) => value !== null);
  const estimate = { value: first, standardError: first };
  return {
    exponents: [...values],
    standardErrors: [...values].reverse(),
    withinErrors: [...values],
    batchLayers: values.map(() => null),
    intervals: values.map((value) => (value === null ? null : [value, value])),
    infinite: values.map((value) => (value === Number.NEGATIVE_INFINITY ? 3 : 0)),
    layerVariances: [...values],
    status: "ok",
    drift: null,
    networks: 3,
    layers: 7,
    orthogonalizedEvery: first,
    spectralGap: estimate,
    kaplanYorkeDimension: null,
    entropy: estimate,
    log10ConditionNumber: estimate,
    checkpoints: [{ depth: 4, exponents: [...values], standardErrors: [...values], log10ConditionNumber: estimate }],
    fixedVectors: [{ growth: first, standardError: null, infinite: 0, networks: 3, layers: 7 }],
  };
}

/** A spectrum of which no other seed has the same. */
export function spectrum(seed: number): Spectrum {
  return spectrumOf([...random(seed).normals(4), Number.NEGATIVE_INFINITY, null]);
}
