/** Nodes and weights of a quadrature rule on [−1, 1]. */
export interface Rule {
  nodes: Float64Array;
  weights: Float64Array;
}

/**
 * Gauss–Legendre rule with `order` nodes: exact for polynomials of degree 2·order − 1. Roots of the Legendre
 * polynomial by Newton's method from Tricomi's estimate (DLMF 18.16.12).
 */
export function gaussLegendre(order: number): Rule {
  const nodes = new Float64Array(order);
  const weights = new Float64Array(order);
  for (let k = 0; k < order; k++) {
    let x = Math.cos((Math.PI * (k + 0.75)) / (order + 0.5));
    let slope = 0;
    // Quadratic convergence from a guess good to 1e-3: the fourth step is already at rounding.
    for (let step = 0; step < 6; step++) {
      let previous = 1;
      let value = x;
      for (let degree = 2; degree <= order; degree++) {
        [previous, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * previous) / degree];
      }
      slope = (order * (x * value - previous)) / (x * x - 1);
      x -= value / slope;
    }
    nodes[k] = x;
    weights[k] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
