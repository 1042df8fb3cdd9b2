import { matrixCount, type NetworkSpec, weightsOf } from "../../network/spec.ts";
import { needsNorm } from "../../network/weights.ts";

/** Whether ‖W‖₂ has to be found, of every matrix. */
export function rescaledOf(network: NetworkSpec): boolean[] {
  return Array.from({ length: matrixCount(network) }, (_, matrix) => needsNorm(weightsOf(network, matrix)));
}

/** Constants that the search for ‖W‖₂ needs, where it is part of a kernel. */
export function rescalingOf(network: NetworkSpec, threads: number): Record<string, string> {
  const each = rescaledOf(network);
  if (!each.includes(true)) return {};
  return {
    RESCALED: `array<bool, ${each.length}>(${each.join(", ")})`,
    // So many threads cut an interval into one more parts.
    HALVINGS: `${Math.ceil(26 / Math.log2(threads + 1))}u`,
  };
}
