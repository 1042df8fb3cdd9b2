// Of which exponents of a ReLU network nothing can be said: there are a few networks in which they are finite, or none by chance.

import { reluSurvival } from "../../dist/index.js";

/** Whether between 0.01 and 10 networks of the ensemble are expected to have a finite exponent i, which counts from 0. */
export function fewSurvive(i, { network, depth, ensemble }) {
  const expected = ensemble * reluSurvival(network.width, i + 1, depth);
  return expected > 0.01 && expected < 10;
}
