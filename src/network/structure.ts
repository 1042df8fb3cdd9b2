import { activationOf } from "./activations.ts";
import { somewhere } from "./schedule.ts";
import { gatedOf, isNormalisation, matrixCount, type NetworkSpec, operationsOf, weightsOf } from "./spec.ts";

// What the list of operations says of a network before a number of it is drawn.

/** Positively homogeneous up to the bias: every operation linear, or an activation with φ(cx) = cφ(x) for c > 0. */
export function isHomogeneous(spec: NetworkSpec): boolean {
  const operations = operationsOf(spec);
  if (operations.some(isNormalisation) || gatedOf(spec) !== null) return false;
  return activationOf(spec.activation).homogeneous || !operations.includes("activation");
}

/** Whether states may be carried as 2^exponent times column 0: at every size, or only where φ(x) = φ′(±0) x. */
export function isScalable(spec: NetworkSpec): boolean {
  if (operationsOf(spec).some(isNormalisation) || gatedOf(spec) !== null) return false;
  return isHomogeneous(spec) || activationOf(spec.activation).value(0) === 0;
}

/** Activations whose slope is constant on an interval. */
const PIECEWISE_LINEAR = ["linear", "relu", "leaky-relu", "elu", "selu"];

/**
 * Rademacher and sparse weights can be singular. So can skip · I + scale · B where B has an eigenvalue −skip/scale with
 * positive probability: B orthogonal (eigenvalues ±1), ±s alone (width 1 of a given norm) or without a matrix, all units in
 * play on a straight piece of φ; and lists whose ranks structure only bounds.
 */
export function mayBeSingular(spec: NetworkSpec): boolean {
  const { width, activation, branch } = spec;
  const laws = Array.from({ length: matrixCount(spec) }, (_, matrix) => weightsOf(spec, matrix));
  if (laws.some(({ law, sparsity }) => law === "rademacher" || sparsity !== undefined) || !knowsRanks(spec))
    return true;
  const straight = PIECEWISE_LINEAR.includes(activation) || !branch.includes("activation");
  const inBranch = laws.slice(0, matrixCount({ branch, after: [] }));
  const rigid = inBranch.every(
    ({ law, spectralNorm }) => law === "orthogonal" || (width === 1 && spectralNorm !== undefined),
  );
  return hasSkip(spec) && straight && rigid;
}

/**
 * Whether rows of a layer's Jacobian may differ by less than their rounding, so that no orthogonalisation tells small R_ii: where an lstm
 * comes to rest, its h is c times a gate, and all that c does not say goes to 0.
 */
export function hidesSmall(spec: NetworkSpec): boolean {
  return gatedOf(spec) === "lstm";
}

/** Whether a bias is added anywhere. */
export function isBiased(spec: NetworkSpec): boolean {
  const { branch, after } = spec;
  const inBranch = branch.includes("linear") && somewhere(spec, "scale", (scale) => scale !== 0);
  const driven = (spec.input.everyLayer ?? 0) > 0;
  return (
    (inBranch || after.includes("linear")) && (driven || somewhere(spec, "bias.variance", (variance) => variance > 0))
  );
}

/** Whether a layer has a skip path, at any depth. */
export function hasSkip(spec: NetworkSpec): boolean {
  return somewhere(spec, "skip", (skip) => skip !== 0);
}

/**
 * Whether the rank of a product of layers follows from what each layer takes away; elsewhere that is a bound.
 *
 * Units that die (φ′ = 0) leave the smallest rank of the layers where samples do not meet and there is one of them. Of several
 * samples each has its own smallest one; and batch normalisation, D P (W ⊗ I) with P = I less two directions in every unit,
 * ties samples together by 2n directions a layer only: with a_s units active in sample s, two layers have rank
 * Σ_s min(a_s, a′_s) + 2n at most, which is below min(Σ a_s, Σ a′_s) as soon as B is a few times √n.
 *
 * Behind normalisations ranks are known without a skip path in linear, normalisation, activation; with one in every
 * branch, and in a single normalisation after it.
 */
function knowsRanks(spec: NetworkSpec): boolean {
  const { branch, after, activation, batch } = spec;
  // Cells that forget everything pass on what h shows, which ReLU hides from the rank of one layer.
  if (gatedOf(spec) === "lstm" && activation === "relu") return false;
  const skipless = somewhere(spec, "skip", (skip) => skip === 0);
  const exposed = skipless ? operationsOf(spec) : after;
  if (batch > 1 && activation === "relu" && exposed.includes("activation")) return false;
  if (!exposed.some(isNormalisation)) return true;
  if (!skipless) return after.length === 1;
  const [first, second, third] = branch;
  const plain = first === "linear" && second !== undefined && isNormalisation(second) && third === "activation";
  return plain && branch.length === 3 && after.length === 0;
}

/** Whether every layer has the same law, with dense matrices of one kind, and treats each input by itself. */
export function isUniform(spec: NetworkSpec): boolean {
  const { schedule, matrices, weights, batch, integrator } = spec;
  if (schedule !== undefined || matrices !== undefined || batch > 1 || integrator !== undefined) return false;
  if (gatedOf(spec) !== null || weights.zeroDiagonal || weights.split !== undefined) return false;
  if (weights.sparsity !== undefined || weights.spectralNorm !== undefined) return false;
  return !operationsOf(spec).some(isNormalisation);
}
