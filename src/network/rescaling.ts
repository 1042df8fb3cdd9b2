import { type Bundle, normaliseColumn } from "./bundle.ts";

/** Beyond these a scaled state is brought back to size; powers of two, so that no bit is lost. */
const LARGE = 2 ** 64;
const SMALL = 2 ** -64;
/**
 * Below this φ is linear, and stays so within a layer however much that grows the state. A state that comes back
 * is written out a little above it.
 */
const TINY = -512;
const BACK = TINY + 12;
const WELL = 2 ** (TINY + 1);

/** Brings a state that has grown or shrunk far back to size: one of any size where the network is homogeneous, else a tiny one. */
export function rescale(bundle: Bundle, homogeneous: boolean): void {
  const { rows, columns, data, kernels } = bundle;
  // Mostly their sum says that there is nothing to do.
  if (!homogeneous && bundle.exponent === 0 && kernels !== null) {
    bundle.size = kernels.stateSize();
    if (bundle.size > rows * WELL) return;
    bundle.size = null;
  }
  let size = 0;
  for (let row = 0; row < rows; row++) size = Math.max(size, Math.abs(data[row * columns]));
  if (size === 0) bundle.exponent = 0;
  if (size === 0 || !Number.isFinite(size)) return;
  const small = homogeneous || bundle.exponent !== 0 || Math.log2(size) < TINY;
  if (!small) return;
  if (!homogeneous && bundle.exponent !== 0 && bundle.exponent + Math.log2(size) > BACK) unscale(bundle);
  else if (size >= LARGE || size <= SMALL) bundle.exponent += normaliseColumn(bundle, 0);
}

/** Writes a state out at its true size. */
export function unscale(bundle: Bundle): void {
  const { rows, columns, data } = bundle;
  for (let row = 0; row < rows; row++) data[row * columns] *= 2 ** bundle.exponent;
  bundle.exponent = 0;
}
