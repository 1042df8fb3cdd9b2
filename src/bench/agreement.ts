import type { Engine } from "../engine/engine.ts";
import { type Case, usefulFlops } from "./case.ts";
import { runCase, type Size } from "./timing.ts";

/** How far two engines are apart on the same networks. */
export interface Agreement extends Size {
  /** The largest difference of an exponent between the cells' means, nats per layer. */
  maxError: number;
}

/** Floating-point operations that a comparison may take of the f64 engine, and networks at most. */
const WORK = { hardware: 4e9, software: 5e7 };
const MOST = 64;

/** Compares an engine with the f64 reference at a case, on as many networks of `depth` layers as a short run holds. */
export async function agreementOf(
  each: Case,
  engine: Engine,
  reference: Engine,
  depth: number,
  signal?: AbortSignal,
): Promise<Agreement> {
  const work = WORK[engine.info.adapter?.software === false ? "hardware" : "software"];
  const networks = Math.max(2, Math.min(MOST, Math.floor(work / (usefulFlops(each) * depth))));
  const size = { networks, depth };
  const expected = (await runCase(each, size, reference, signal)).spectrum.exponents;
  const found = (await runCase(each, size, engine, signal)).spectrum.exponents;
  return { ...size, maxError: Math.max(...expected.map((value, i) => difference(value, found[i]))) };
}

/** Of two exponents, where −∞ is equal to itself alone. */
function difference(expected: number | null, found: number | null | undefined): number {
  return expected === found
    ? 0
    : expected === null || typeof found !== "number"
      ? Number.POSITIVE_INFINITY
      : Math.abs(expected - found);
}
