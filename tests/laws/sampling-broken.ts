import type { GradientCell, GradientProfile, Spectrum, SpectrumCell } from "../../src/engine/engine.ts";
import { GRADIENT, SPECTRUM } from "../../src/engine/measurement.ts";
import { initialFrame } from "../../src/measure/frame.ts";
import { networkGradient, outputGradient } from "../../src/measure/gradient.ts";
import { networkSpectrum } from "../../src/measure/spectrum.ts";
import { activationOf } from "../../src/network/activations.ts";
import { createBundle } from "../../src/network/bundle.ts";
import { type RandomNetwork, randomNetwork } from "../../src/network/network.ts";
import { activationOperation } from "../../src/network/operations/activation.ts";
import { inLawOperation } from "../../src/network/operations/in-law.ts";
import { random } from "../support/random.ts";

function finish<T>(steps: Generator<number, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Spectrum of a plain network whose tangents meet another W than its state: right in each, wrong together. */
export function uncorrelatedSpectra(cell: SpectrumCell): Spectrum {
  const { network: spec, seed } = cell;
  const statistics = SPECTRUM.statistics(cell);
  const frame = initialFrame(seed, spec.width, cell.exponents);
  for (let index = 0; index < cell.ensemble; index++) {
    const right = randomNetwork(spec, seed, index, "law");
    const forState = inLawOperation(spec, () => spec, seed, index, 0);
    const forTangents = inLawOperation(spec, () => spec, seed, index, 1);
    const activation = activationOperation(activationOf(spec.activation), { batch: 1, most: 1 }, false);
    const broken: RandomNetwork = {
      ...right,
      push(bundle, layer) {
        const state = createBundle(bundle.rows, 1);
        for (let row = 0; row < bundle.rows; row++) {
          state.data[row] = bundle.data[row * bundle.columns];
          bundle.data[row * bundle.columns] = 0;
        }
        forState.push(state, layer);
        forTangents.push(bundle, layer);
        for (let row = 0; row < bundle.rows; row++) bundle.data[row * bundle.columns] = state.data[row];
        activation.push(bundle, layer);
      },
    };
    statistics.add(finish(networkSpectrum(broken, frame, cell)));
  }
  return statistics.result();
}

/** Profile of a plain Gaussian network with Wᵀe = u (yᵀe) + ‖e‖ ξ, the projector (I − u uᵀ) before ξ left out. */
export function uncorrelatedProfiles(cell: GradientCell): GradientProfile {
  const { network: spec, seed } = cell;
  const n = spec.width;
  const statistics = GRADIENT.statistics(cell);
  const { normals } = random(3);
  const { slope } = activationOf(spec.activation);
  for (let index = 0; index < cell.ensemble; index++) {
    const right = randomNetwork(spec, seed, index, "law");
    const broken: RandomNetwork = {
      ...right,
      pull({ data }, trace) {
        const [h, y] = [trace.input(0), trace.input(1)];
        const e = data.map((x, i) => x * slope(y[i]));
        const square = h.reduce((sum, x) => sum + x * x, 0);
        const along = e.reduce((sum, x, i) => sum + x * y[i], 0) / square;
        const size = Math.sqrt((e.reduce((sum, x) => sum + x * x, 0) * spec.weights.variance) / n);
        const xi = normals(n);
        for (let i = 0; i < n; i++) data[i] = h[i] * along + size * xi[i];
      },
    };
    const output = outputGradient(seed, index, n, "law");
    statistics.add(finish(networkGradient(broken, output, cell)));
  }
  return statistics.result();
}
