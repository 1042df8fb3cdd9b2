/**
 * ln R_ii of the QR decomposition in exact arithmetic: R_11² ⋯ R_jj² is the determinant of the Gram matrix of the first
 * j columns. Doubles are whole numbers times a power of two, so that big integers hold everything. −Infinity from the
 * first column on that depends on those before it.
 */
export function exactLogDiagonal(columns: readonly ArrayLike<number>[]): number[] {
  const entries = columns.map((column) => Array.from(column, decompose));
  const smallest = Math.min(...entries.flat().map(([, exponent]) => exponent));
  const whole = entries.map((column) => column.map(([m, exponent]) => m << BigInt(exponent - smallest)));
  const gram = whole.map((a) => whole.map((b) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0n), 0n)));
  const minors = leadingMinors(gram);
  const logs = new Array<number>(columns.length).fill(Number.NEGATIVE_INFINITY);
  let before = 1n;
  for (const [j, minor] of minors.entries()) {
    if (minor === 0n) break;
    logs[j] = (logOf(minor) - logOf(before)) / 2 + smallest * Math.LN2;
    before = minor;
  }
  return logs;
}

/**
 * Rank of a matrix of whole numbers by elimination modulo a prime, never above the rank over the rationals; the larger of
 * two primes is below it only if both divide the same minor.
 */
export function exactRank(rows: readonly ArrayLike<number>[]): number {
  return Math.max(rankModulo(rows, 67_108_859), rankModulo(rows, 67_108_837));
}

/** For a prime below 2²⁶, so that products are whole numbers below 2⁵³. */
function rankModulo(rows: readonly ArrayLike<number>[], prime: number): number {
  const matrix = rows.map((row) => Array.from(row, (x) => ((x % prime) + prime) % prime));
  let rank = 0;
  for (let column = 0; column < (matrix[0]?.length ?? 0); column++) {
    const pivot = matrix.findIndex((row, i) => i >= rank && row[column] !== 0);
    if (pivot < 0) continue;
    const [chosen = []] = matrix.splice(pivot, 1);
    matrix.splice(rank, 0, chosen);
    const head = chosen[column] ?? 0;
    for (let i = rank + 1; i < matrix.length; i++) {
      const row = matrix[i] ?? [];
      const factor = row[column] ?? 0;
      if (factor === 0) continue;
      // Nothing is divided: both rows are multiplied, which a prime allows.
      matrix[i] = row.map((x, c) => (((x * head) % prime) - (((chosen[c] ?? 0) * factor) % prime) + prime) % prime);
    }
    rank++;
  }
  return rank;
}

/** x = m · 2^exponent. */
function decompose(x: number): [bigint, number] {
  if (x === 0) return [0n, 0];
  let exponent = 0;
  let m = x;
  while (!Number.isInteger(m)) {
    const step = Math.abs(m) < 2 ** -500 ? 500 : 1;
    m *= 2 ** step;
    exponent -= step;
  }
  return [BigInt(m), exponent];
}

/** Determinants of the leading blocks, by elimination without fractions (Bareiss 1968). */
function leadingMinors(matrix: readonly (readonly bigint[])[]): bigint[] {
  const a = matrix.map((row) => [...row]);
  const minors: bigint[] = [];
  let before = 1n;
  for (let p = 0; p < a.length; p++) {
    const pivot = a[p]?.[p] ?? 0n;
    minors.push(pivot);
    if (pivot === 0n) break;
    for (let i = p + 1; i < a.length; i++) {
      const row = a[i] ?? [];
      const factor = row[p] ?? 0n;
      a[i] = row.map((x, c) => (c <= p ? 0n : (x * pivot - (a[p]?.[c] ?? 0n) * factor) / before));
    }
    before = pivot;
  }
  return minors;
}

function logOf(x: bigint): number {
  const bits = x.toString(2).length;
  const shift = Math.max(0, bits - 60);
  return Math.log(Number(x >> BigInt(shift))) + shift * Math.LN2;
}
