import { isNormalisation, type NetworkSpec, type NormalisationName } from "../network/spec.ts";

/** The normalisation N of h ← α φ(N(W h + b)) with fresh dense W and the same gain for every unit; null for any other layer. */
export function normalisedForm({
  skip,
  scale,
  branch,
  after,
  tied,
  schedule,
  norm,
  weights,
  matrices = [weights],
}: NetworkSpec): NormalisationName | null {
  const [first, second, third] = branch;
  if (skip !== 0 || scale === 0 || after.length > 0 || branch.length !== 3) return null;
  if (tied || schedule !== undefined || norm.gain.variance > 0) return null;
  if (matrices.some(({ sparsity, spectralNorm }) => sparsity !== undefined || spectralNorm !== undefined)) return null;
  return first === "linear" && third === "activation" && second !== undefined && isNormalisation(second)
    ? second
    : null;
}
