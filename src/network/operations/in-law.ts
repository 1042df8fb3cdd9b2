import { type Bundle, perUnit } from "../bundle.ts";
import { drawsOf } from "../draws.ts";
import { STREAMS } from "../generator.ts";
import { pushInLaw } from "../kernels/in-law.ts";
import { biasVariance, gainOf, type NetworkSpec, weightsOf } from "../spec.ts";
import { factorise, triangularise } from "../triangularise.ts";
import { addBiases, biasScale, mix, noteLinear } from "./dense.ts";
import { drawFrame, drawGaussian, type Rows } from "./in-law-draws.ts";
import { type Drawn, pullBatch, pullOne } from "./in-law-pull.ts";
import type { Operation } from "./operation.ts";

/**
 * h ← W h + b, T ← W T with fresh W, drawn from its exact conditional law without ever forming it: O(nk) random numbers and
 * O(nk²) arithmetic. With the thin QR [h | T] = U S, W U has the law of a Gaussian n × m matrix (entries of variance
 * σ_w²/n), or of σ_w times a Haar-random orthonormal frame, whatever U is: the law of W is invariant under
 * rotations, and W is independent of everything before it. States come first (a batch has B of them), so that their path
 * does not depend on k. Backward, what the states drew of W is known and the rest is not: in-law-pull.ts. Derived for
 * this project.
 */
export function inLawOperation(
  spec: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  seed: number,
  index: number,
  matrix: number,
): Operation {
  const { width: n, batch } = spec;
  const isHaar = weightsOf(spec, matrix).law === "orthogonal";
  const { normals, key } = drawsOf(seed, index, matrix, n);
  const draw = isHaar ? drawFrame : drawGaussian;
  let gain = 0;
  let work = new Float64Array(0);

  const rowsOf =
    (stream: number, layer: number): Rows =>
    (i, first) =>
      normals(stream, layer, i, first);

  /** The matrix of a layer. */
  function drawn(layer: number): Drawn {
    const sigma = gainOf(weightsOf(layers(layer), matrix));
    return {
      isHaar,
      scale: isHaar ? sigma : sigma / Math.sqrt(n),
      seen: rowsOf(STREAMS.weights, layer),
      fresh: rowsOf(STREAMS.backward, layer),
    };
  }

  /** Gaussian weights for a state and one tangent, by kernels; false where there are none, or where they are not up to it. */
  function pushPair(bundle: Bundle, layer: number, { bias: { variance }, input }: NetworkSpec): boolean {
    const { kernels, exponent } = bundle;
    if (kernels === null || (input.everyLayer ?? 0) > 0) return false;
    const row = (i: number) => () => normals(STREAMS.weights, layer, i);
    const bias = variance === 0 ? null : () => normals(STREAMS.bias, layer, 0);
    if (!kernels.drawPair(row(0), row(1), gain / Math.sqrt(n), bias, biasScale(variance, exponent))) return false;
    noteLinear(bundle, gain, variance);
    return true;
  }

  return {
    push(bundle: Bundle, layer: number): void {
      const here = layers(layer);
      gain = gainOf(weightsOf(here, matrix));
      if (!isHaar && batch === 1 && bundle.columns === 2 && pushPair(bundle, layer, here)) return;
      const { scale, seen } = drawn(layer);
      const view = perUnit(bundle, n);
      const { kernels } = bundle;
      if (kernels !== null) {
        const rows = { key: key(STREAMS.weights, layer), rowOf: (i: number) => seen(i, 0) };
        pushInLaw(kernels, batch, isHaar, rows, scale);
      } else if (batch === 1) draw(view, triangularise(view), seen, scale);
      else {
        if (work.length !== view.data.length) work = new Float64Array(view.data.length);
        const ordered = { ...view, data: work };
        swap(view.data, work, batch, bundle.columns);
        draw(ordered, factorise(ordered).s, seen, scale);
        swap(work, view.data, bundle.columns, batch);
      }
      const added = {
        bias: () => normals(STREAMS.bias, layer, 0),
        drive: (each: number) => normals(STREAMS.drive, each, 0),
      };
      addBiases(here, added, layer, bundle);
      noteLinear(bundle, gain, biasVariance(here));
    },
    resize(sizes) {
      mix(sizes, gain);
    },
    pull(cotangents, state, exponent, layer, visit): void {
      visit?.(matrix, cotangents, state, exponent);
      if (batch === 1) pullOne(cotangents, state, drawn(layer));
      else pullBatch(perUnit(cotangents, n), { rows: n, columns: batch, data: state }, drawn(layer));
    },
  };
}

/** Numbers that stand in blocks of a × b, row-major, to blocks of b × a. */
function swap(from: Float64Array, to: Float64Array, a: number, b: number): void {
  for (let block = 0; block < from.length; block += a * b) {
    for (let i = 0; i < a; i++) {
      for (let j = 0; j < b; j++) to[block + j * a + i] = from[block + i * b + j];
    }
  }
}
