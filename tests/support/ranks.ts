import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { initialFrame } from "../../src/measure/frame.ts";
import { networkSpectrum } from "../../src/measure/spectrum.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { type NetworkSpec, stateDimension } from "../../src/network/spec.ts";
import { bundleOf, columnOf, identity } from "./bundles.ts";

/** Finite exponents of one network's full spectrum. */
export function finiteExponents(spec: NetworkSpec, depth: number, index: number): number {
  const exponents = stateDimension(spec);
  const frame = initialFrame(42, exponents, exponents);
  const steps = networkSpectrum(randomNetwork(spec, 42, index), frame, { depth, burnIn: 0, exponents });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value.sums.filter(Number.isFinite).length;
  }
}

/** Singular values, relative to the size of a layer, that count as 0, and those that do not. */
const ZERO = 1e-12;
const NOT_ZERO = 1e-9;

/**
 * Rank of J_{depth−1} ⋯ J_0 by singular values: of every J_l times an orthonormal basis of the range of the product before
 * it, so that no product of many layers blurs the gap. NaN where a singular value is neither clearly 0 nor clearly not.
 */
export function rankBySingularValues(spec: NetworkSpec, depth: number, index: number): number {
  const n = stateDimension(spec);
  const network = randomNetwork(spec, 42, index);
  let state = bundleOf(new Float64Array(n));
  network.input(state);
  let range = Matrix.eye(n);
  for (let layer = 0; layer < depth; layer++) {
    const bundle = bundleOf(columnOf(state, 0), identity(n));
    bundle.exponent = state.exponent;
    network.push(bundle, layer);
    const jacobian = new Matrix(identity(n).map((_, c) => Array.from(columnOf(bundle, 1 + c)))).transpose();
    // What cancels inside a layer leaves rounding relative to its parts: J itself may be nothing else.
    const size = network.rowSizes().reduce((largest, row) => Math.max(largest, row), 0);
    if (size === 0) return 0;
    const svd = new SingularValueDecomposition(jacobian.mmul(range), { autoTranspose: true });
    const values = svd.diagonal.map((value) => value / size);
    if (values.some((value) => value > ZERO && value < NOT_ZERO)) return Number.NaN;
    const standing = values.flatMap((value, i) => (value >= NOT_ZERO ? [i] : []));
    if (standing.length === 0) return 0;
    range = svd.leftSingularVectors.subMatrixColumn(standing);
    state = { ...bundleOf(columnOf(bundle, 0)), exponent: bundle.exponent };
  }
  return range.columns;
}
