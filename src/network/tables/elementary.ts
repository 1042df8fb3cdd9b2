// exp and ln from additions, multiplications and divisions alone, which are exact to the last bit on every platform:
// Math.exp, Math.log and Math.pow are not the same from one engine to another.

/** ln 2 in two parts: the first has 21 trailing zero bits, so that a whole number times it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** ln(1 + y), y ≥ 0, to a few units of the last place. */
export function log1p(y: number): number {
  let m = 1 + y;
  let halvings = 0;
  while (m > Math.SQRT2) {
    m *= 0.5;
    halvings++;
  }
  // 2 artanh t, t = (m − 1)/(m + 1); from y itself where nothing was halved, since 1 + y forgets a small y.
  const t = halvings === 0 ? y / (2 + y) : (m - 1) / (m + 1);
  const square = t * t;
  let sum = 0;
  for (let odd = 27; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return halvings * LN2_LOW + 2 * t * sum + halvings * LN2_HIGH;
}

/** eʸ, y ≤ 0, to a few units of the last place. */
export function exp(y: number): number {
  const halvings = Math.floor(0.5 - y / (LN2_HIGH + LN2_LOW));
  if (halvings > 1100) return 0;
  const r = y + halvings * LN2_HIGH + halvings * LN2_LOW;
  let sum = 1;
  for (let i = 18; i >= 1; i--) sum = 1 + (sum * r) / i;
  for (let i = 0; i < halvings; i++) sum *= 0.5;
  return sum;
}
