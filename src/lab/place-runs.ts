import type { Engine, GradientProfile, Snapshot } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { runGradient, runSpectrum } from "../study/run.ts";
import { SharedRuns } from "./shared-runs.ts";

/** Measures studies of one cell, each once: probe and pins follow the same run. */
export interface PlaceRuns {
  spectrum(study: ResolvedStudy, signal: AbortSignal): AsyncIterable<Snapshot>;
  gradient(study: ResolvedStudy, signal: AbortSignal): AsyncIterable<Snapshot<GradientProfile>>;
}

export function createPlaceRuns(engine: Pick<Engine, "spectrum" | "gradient">): PlaceRuns {
  const spectra = new SharedRuns<Snapshot>();
  const gradients = new SharedRuns<Snapshot<GradientProfile>>();
  // A cell says all that its numbers depend on.
  const key = ({ cells }: ResolvedStudy) => JSON.stringify(cells);
  return {
    spectrum: (study, signal) =>
      spectra.follow(key(study), (stop) => runSpectrum(study, engine, { signal: stop }), signal),
    gradient: (study, signal) =>
      gradients.follow(key(study), (stop) => runGradient(study, engine, { signal: stop }), signal),
  };
}
