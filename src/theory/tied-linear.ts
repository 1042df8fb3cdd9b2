/**
 * Limiting exponents of a tied linear network (J = skip·I + αW with the same W in every layer), n → ∞. They are
 * the logarithms of the moduli of J's eigenvalues, which fill the disk of radius r = |α| σ_w around skip evenly
 * (circular law).
 *
 * @param x in (0, 1): fraction of eigenvalues of larger modulus
 * @returns nats per layer
 *
 * Source: Girko 1984; Tao & Vu, Ann. Probab. 38 (2010) 2023.
 */
export function tiedLimit(x: number, skip: number, deviation: number): number {
  if (skip === 0) return Math.log(deviation) + 0.5 * Math.log1p(-x);
  const distance = Math.abs(skip);
  let low = Math.max(distance - deviation, 0);
  let high = distance + deviation;
  for (let step = 0; step < 100; step++) {
    const middle = 0.5 * (low + high);
    if (lens(distance, deviation, middle) / (Math.PI * deviation ** 2) < 1 - x) low = middle;
    else high = middle;
  }
  return Math.log(0.5 * (low + high));
}

/**
 * The same for a tied orthogonal W: eigenvalues are spread evenly over the circle of radius |α| σ_w around skip,
 * λ(x) = ½ ln(skip² + r² + 2|skip| r cos πx).
 *
 * Source: Diaconis & Shahshahani, J. Appl. Probab. 31A (1994) 49, for the even spread.
 */
export function tiedOrthogonalLimit(x: number, skip: number, deviation: number): number {
  const distance = Math.abs(skip);
  return 0.5 * Math.log((distance - deviation) ** 2 + 4 * distance * deviation * Math.cos(0.5 * Math.PI * x) ** 2);
}

/** Area common to disks of radii a and b whose centres are `distance` apart. */
function lens(distance: number, a: number, b: number): number {
  if (distance >= a + b) return 0;
  if (distance <= Math.abs(a - b)) return Math.PI * Math.min(a, b) ** 2;
  const angleA = Math.acos((distance ** 2 + a ** 2 - b ** 2) / (2 * distance * a));
  const angleB = Math.acos((distance ** 2 + b ** 2 - a ** 2) / (2 * distance * b));
  return a * a * (angleA - 0.5 * Math.sin(2 * angleA)) + b * b * (angleB - 0.5 * Math.sin(2 * angleB));
}
