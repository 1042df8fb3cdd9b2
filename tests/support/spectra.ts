import type { Spectrum } from "../../src/engine/engine.ts";

/** What a spectrum looks like whose numbers are told by a seed: finite, −∞ at the end, and nothing known of a few. */
export function spectrumOf(seed: number, exponents: number, extra: Partial<Spectrum> = {}): Spectrum {
  const each = (scale: number) => Array.from({ length: exponents }, (_, i) => Math.sin(seed + 1) * scale - i / 3);
  const dead = seed % 3 === 0 ? exponents - 1 : exponents;
  const finite = <Value>(values: Value[]): (Value | null)[] => values.map((value, i) => (i < dead ? value : null));
  const estimate = (value: number) => ({ value, standardError: seed % 2 === 0 ? Math.abs(value) / 7 : null });
  return {
    exponents: each(1).map((value, i) => (i < dead ? value : Number.NEGATIVE_INFINITY)),
    standardErrors: finite(each(0.1).map(Math.abs)),
    withinErrors: finite(each(0.2).map(Math.abs)),
    batchLayers: finite(each(1).map(() => 4)),
    intervals: finite(each(1).map((value): [number, number] => [value - 0.1, value + 0.2])),
    infinite: each(1).map((_, i) => (i < dead ? 0 : 5)),
    layerVariances: finite(each(3).map(Math.abs)),
    status: seed % 4 === 1 ? "drifting" : "ok",
    drift:
      seed % 5 === 2
        ? null
        : { first: 0.1 * seed, second: 0.3 * seed, standardError: 0.01, significant: seed % 4 === 1, fit: null },
    networks: 5 + seed,
    layers: 30,
    orthogonalizedEvery: 2.5,
    spectralGap: estimate(0.25 + seed),
    kaplanYorkeDimension: seed % 2 === 0 ? null : estimate(1.5 * seed),
    entropy: estimate(0.1),
    log10ConditionNumber: null,
    ...extra,
  };
}

/** A cell some of whose states left the range of the numbers: nothing is reported. */
export function overflowOf(exponents: number): Spectrum {
  const nothing = () => new Array<null>(exponents).fill(null);
  return {
    ...spectrumOf(0, exponents),
    ...{ exponents: nothing(), standardErrors: nothing(), withinErrors: nothing(), batchLayers: nothing() },
    ...{ intervals: nothing(), infinite: new Array<number>(exponents).fill(0), layerVariances: nothing() },
    ...{ status: "overflow", drift: null, orthogonalizedEvery: null, spectralGap: null },
    ...{ kaplanYorkeDimension: null, entropy: null },
  };
}
