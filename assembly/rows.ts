// What layers do with the rows of a bundle beside products.

/** Multiplies every row of x, n × columns, by its factor, from column 1 on; returns how many factors are 0. */
export function scaleRows(x: usize, n: i32, columns: i32, factors: usize): i32 {
  if (columns === 2) return scalePairs(x, n, factors);
  let p = x;
  let zeros = 0;
  for (let i = 0; i < n; i++, factors += 8) {
    const s = v128.load64_splat(factors);
    const f = load<f64>(factors);
    zeros += i32(f === 0);
    const end: usize = p + (<usize>columns << 3);
    p += 8;
    for (; p + 32 <= end; p += 32) {
      v128.store(p, f64x2.mul(s, v128.load(p)));
      v128.store(p, f64x2.mul(s, v128.load(p, 16)), 16);
    }
    for (; p < end; p += 8) store<f64>(p, f * load<f64>(p));
  }
  return zeros;
}

/** The same of a state and one tangent. */
function scalePairs(x: usize, n: i32, factors: usize): i32 {
  let zeros = 0;
  for (const end: usize = x + (<usize>n << 4); x < end; x += 16, factors += 8) {
    const f = load<f64>(factors);
    zeros += i32(f === 0);
    store<f64>(x, f * load<f64>(x, 8), 8);
  }
  return zeros;
}

/** Sum of the sizes in column 0 of x, n × columns. */
export function stateSize(x: usize, n: i32, columns: i32): f64 {
  const wide: usize = <usize>columns << 3;
  let a: f64 = 0;
  let b: f64 = 0;
  let i = 0;
  for (; i + 2 <= n; i += 2, x += wide + wide) {
    a += Math.abs(load<f64>(x));
    b += Math.abs(load<f64>(x + wide));
  }
  if (i < n) a += Math.abs(load<f64>(x));
  return a + b;
}

/** Copies so many numbers. */
export function copy(to: usize, from: usize, count: i32): void {
  memory.copy(to, from, <usize>count << 3);
}

/** x ← skip · saved + scale · x, `count` numbers each. */
export function join(x: usize, saved: usize, skip: f64, scale: f64, count: i32): void {
  const s = f64x2.splat(skip);
  const t = f64x2.splat(scale);
  const end: usize = x + (<usize>count << 3);
  for (; x + 16 <= end; x += 16, saved += 16) {
    v128.store(x, f64x2.add(f64x2.mul(s, v128.load(saved)), f64x2.mul(t, v128.load(x))));
  }
  if (x < end) store<f64>(x, skip * load<f64>(saved) + scale * load<f64>(x));
}

/** Adds factor · bias to column 0 of x, rows × columns, the same to all `batch` rows of a unit. */
export function addBias(x: usize, rows: i32, columns: i32, batch: i32, bias: usize, factor: f64): void {
  const wide: usize = <usize>columns << 3;
  for (let row = 0; row < rows; bias += 8) {
    const b = factor * load<f64>(bias);
    for (const end = row + batch; row < end; row++, x += wide) store<f64>(x, load<f64>(x) + b);
  }
}
