/** A number and its standard error. */
export interface Estimate {
  value: number;
  error: number;
}

/** A statistic of all groups, and its error from the same without each of them. */
export function jackknife([value, ...without]: readonly number[]): Estimate {
  const centre = without.reduce((sum, each) => sum + each, 0) / without.length;
  const squares = without.reduce((sum, each) => sum + (each - centre) ** 2, 0);
  return { value, error: Math.sqrt(((without.length - 1) / without.length) * squares) };
}

/** Which depths a regression takes, and how heavy each is. */
export interface Window {
  weights: Float64Array;
  first: number;
  last: number;
}

/** Weighted least squares of some values on `regressor`, `others` and a constant: the factor of `regressor`. */
export function coefficient(
  values: Float64Array,
  regressor: Float64Array,
  others: readonly Float64Array[],
  { weights, first, last }: Window,
): number {
  const inner = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let i = first; i <= last; i++) sum += weights[i] * a[i] * b[i];
    return sum;
  };
  const basis: Float64Array[] = [];
  /** What the basis leaves of some numbers. */
  const rest = (numbers: Float64Array): Float64Array =>
    basis.reduce((left, direction) => {
      const length = inner(direction, direction);
      const part = length === 0 ? 0 : inner(direction, left) / length;
      return left.map((each, i) => each - part * direction[i]);
    }, numbers);
  for (const each of [new Float64Array(values.length).fill(1), ...others]) basis.push(rest(each));
  const own = rest(regressor);
  return inner(own, values) / inner(own, own);
}
