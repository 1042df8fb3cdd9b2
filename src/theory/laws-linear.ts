import type { NetworkSpec } from "../network/spec.ts";
import type { Law } from "./law.ts";
import type { LinearForm } from "./linear-form.ts";
import { newmanExponents } from "./newman.ts";
import { orthogonalExponents } from "./orthogonal.ts";
import { residualLimit, residualLinearTop } from "./residual-linear.ts";
import { scalarExponent } from "./scalar.ts";
import { tiedLimit, tiedOrthogonalLimit } from "./tied-linear.ts";

/** Laws of networks whose Jacobians do not depend on the state, best first. */
export function linearLaws(form: LinearForm, network: NetworkSpec, count: number): Law[] {
  const { skip, factors } = form;
  if (factors === 0 || form.scale === 0 || (skip === 0 && network.weights.variance === 0)) {
    return [constantJacobian(factors === 0 ? Math.log(Math.abs(form.scale)) : Number.NEGATIVE_INFINITY, count)];
  }
  return skip === 0 ? productLaws(form, network, count) : skipLaws(form, network, count);
}

/** The law of a layer that multiplies every tangent by the same number. */
export function constantJacobian(exponent: number, count: number): Law {
  const zero = exponent === Number.NEGATIVE_INFINITY;
  return {
    name: zero ? "zero Jacobian" : "constant Jacobian",
    kind: "exact",
    exponents: new Array<number>(count).fill(exponent),
    domain: "layers without weights, or without a branch and with a skip path",
    source: "by inspection",
    note: zero ? "Every layer's Jacobian is 0." : "Every layer multiplies by the same number, without spread.",
  };
}

/** scale · W_m … W_1. */
function productLaws({ scale, factors }: LinearForm, network: NetworkSpec, count: number): Law[] {
  const { width, weights, tied } = network;
  const shift = Math.log(Math.abs(scale));
  const total = (exponents: number[]): number[] => exponents.map((each) => factors * each + shift);
  if (weights.law === "orthogonal") {
    return [
      {
        name: "orthogonal",
        kind: "exact",
        exponents: total(orthogonalExponents(count, weights.variance)),
        domain: "deep linear networks with orthogonal weights, tied or not, at any width and depth",
        source: "lengths multiply",
        note: "Orthogonal layers stretch every direction alike: no spread, at any width and depth.",
      },
    ];
  }
  if (width === 1) {
    const exponent = scalarExponent(weights.law, 0, 1, weights.variance, weights.nu);
    return exponent === null ? [] : [scalarLaw(factors * exponent + shift, count)];
  }
  if (tied) {
    const deviation = Math.sqrt(weights.variance);
    return [
      {
        name: "circular law",
        kind: "limit",
        exponents: total(atCentres(width, count, (x) => tiedLimit(x, 0, deviation))),
        domain: "tied linear networks with independent entries, as the width grows",
        source: "Girko 1984; Tao & Vu 2010",
        note: "Moduli of the eigenvalues of the one weight matrix, as the width grows.",
      },
    ];
  }
  const gaussian = weights.law === "gaussian";
  return [
    {
      name: "Newman",
      kind: gaussian ? "exact" : "limit",
      exponents: total(newmanExponents(width, count, weights.variance)),
      domain:
        "deep linear networks with fresh weights of independent entries; exactly with Gaussian ones, at any width",
      source: "Newman 1986",
      note: gaussian
        ? "Product of independent Gaussian matrices, exact at every width and depth."
        : `Exact for Gaussian weights; ${weights.law} ones agree as the width grows${weights.law === "student-t" ? ", the slower the nearer ν is to 2" : ""}.`,
    },
  ];
}

/** skip·I + scale · W_m … W_1, neither 0. */
function skipLaws({ skip, scale, factors }: LinearForm, network: NetworkSpec, count: number): Law[] {
  const { width, weights, tied } = network;
  const deviation = Math.abs(scale) * weights.variance ** (0.5 * factors);
  if (factors > 1) return tied ? [] : [uncorrelatedTop(skip, deviation, count)];
  if (width === 1) {
    const exponent = scalarExponent(weights.law, skip, scale, weights.variance, weights.nu);
    return exponent === null ? [] : [scalarLaw(exponent, count)];
  }
  const orthogonal = weights.law === "orthogonal";
  if (tied) {
    const curve = orthogonal ? tiedOrthogonalLimit : tiedLimit;
    return [
      {
        name: orthogonal ? "shifted circle" : "shifted circular law",
        kind: "limit",
        exponents: atCentres(width, count, (x) => curve(x, skip, deviation)),
        domain: "tied linear networks with a skip path, as the width grows",
        source: orthogonal ? "Diaconis & Shahshahani 1994" : "Girko 1984; Tao & Vu 2010",
        note: "Moduli of the eigenvalues of the one Jacobian, as the width grows.",
      },
    ];
  }
  if (orthogonal) return [uncorrelatedTop(skip, deviation, count)];
  const limit: Law = {
    name: "linear residual, limit",
    kind: "limit",
    // i/n, where the finite spectrum lies (its error is then of second order in the bulk); the last one by its centre.
    exponents: Array.from({ length: count }, (_, index) =>
      residualLimit(index + 1 < width ? (index + 1) / width : (index + 0.5) / width, skip, deviation),
    ),
    domain: "linear networks with a skip path and fresh independent entries, as the width grows",
    source: "free probability: Kargin 2008",
    note: "As the width grows; the last twentieth of the exponents lies lower.",
  };
  if (weights.law !== "gaussian") return [limit];
  const exact: Law = {
    name: "linear residual, λ₁",
    kind: "exact",
    exponents: topOnly(residualLinearTop(width, skip, deviation), count),
    domain: "linear networks with a skip path and fresh Gaussian weights, at any width and depth",
    source: "Cohen & Newman 1984",
    note: "Exact at every width and depth.",
  };
  return [exact, limit];
}

function uncorrelatedTop(skip: number, deviation: number, count: number): Law {
  return {
    name: "linear residual, λ₁ in the limit",
    kind: "limit",
    exponents: topOnly(0.5 * Math.log(skip ** 2 + deviation ** 2), count),
    domain: "linear networks with a skip path and fresh zero-mean branches, as the width grows",
    source: "squared lengths of skip path and branch add",
    note: "As the width grows.",
  };
}

function scalarLaw(exponent: number, count: number): Law {
  return {
    name: "scalar tower",
    kind: "exact",
    exponents: new Array<number>(count).fill(exponent),
    domain: "linear networks of width 1, at any depth",
    source: "law of large numbers: E ln|J|",
    note: "Width 1: the mean of ln|J| over the law of the weight.",
  };
}

/** A law of λ₁ alone. */
export function topOnly(exponent: number, count: number): (number | null)[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? exponent : null));
}

function atCentres(width: number, count: number, curve: (x: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => curve((index + 0.5) / width));
}
