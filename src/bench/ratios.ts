import type { Peak } from "../engine/gpu/peak.ts";
import type { Timing } from "./timing.ts";

/** How many times faster one timing is than another; null where one is missing. */
export function speedup(fast: Timing | null, slow: Timing | null): number | null {
  return fast === null || slow === null ? null : fast.rate.median / slow.rate.median;
}

/** Useful floating-point operations by the wall clock, in percent of the adapter's f32 peak. */
export function percentOfPeak(timing: Timing | null, peak: Peak | null): number | null {
  return timing === null || peak === null ? null : (1e11 * timing.gflops) / peak.flops;
}
