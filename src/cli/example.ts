import type { StudyInput } from "../study/schema.ts";

/**
 * What `lyascope spectrum` measures when nothing is asked: the deep linear Gaussian network at Xavier
 * initialisation, whose every exponent is known exactly (Newman). It keeps the variance of a signal, and yet its
 * gradients vanish, most of them fast.
 */
export const EXAMPLE: StudyInput = {
  network: { width: 16, activation: "linear", weights: { law: "gaussian", variance: 1 } },
  depth: 2048,
  ensemble: 64,
  exponents: 16,
  seed: 42,
};
