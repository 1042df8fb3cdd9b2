// A state and one tangent in law, the commonest bundle: x is n × 2.

/** Twin of ofPair in src/network/triangularise.ts: S_00, S_01 and S_11 go to `s`; false where squares leave the range of the numbers. */
export function factorPair(x: usize, n: i32, s: usize): bool {
  const end: usize = x + (<usize>n << 4);
  let a = f64x2.splat(0);
  for (let p = x; p < end; p += 16) a = f64x2.add(a, f64x2.mul(v128.load64_splat(p), v128.load(p)));
  const square = f64x2.extract_lane(a, 0);
  const dot = f64x2.extract_lane(a, 1);
  const length = Math.sqrt(square);
  if (!(length > SMALL && length < LARGE)) return false;
  const along = dot / square;
  let rest: f64 = 0;
  let other: f64 = 0;
  let p = x;
  for (; p + 32 <= end; p += 32) {
    const u = load<f64>(p, 8) - along * load<f64>(p);
    const v = load<f64>(p, 24) - along * load<f64>(p, 16);
    rest += u * u;
    other += v * v;
  }
  if (p < end) {
    const u = load<f64>(p, 8) - along * load<f64>(p);
    rest += u * u;
  }
  rest += other;
  if (!(rest > SMALL && rest < LARGE)) return false;
  store<f64>(s, length);
  store<f64>(s + 8, dot / length);
  store<f64>(s + 16, Math.sqrt(rest));
  return true;
}

const SMALL: f64 = 3.8725919148493183e-121; // 2^−400
const LARGE: f64 = 2.5822498780869086e120; // 2^400

/** x ← [g₀ g₁] S, twin of drawGaussian; factor · bias is added to the state. The rows are f32. */
export function drawPair(
  x: usize,
  n: i32,
  g0: usize,
  g1: usize,
  s00: f64,
  s01: f64,
  s11: f64,
  bias: usize,
  factor: f64,
): void {
  const first = f64x2.replace_lane(f64x2.splat(s00), 1, s01);
  const second = f64x2.replace_lane(f64x2.splat(0), 1, s11);
  const third = f64x2.replace_lane(f64x2.splat(0), 0, factor);
  for (let i: usize = 0, end: usize = <usize>n << 2; i < end; i += 4, x += 16) {
    const own = f64x2.add(f64x2.mul(single(g0 + i), first), f64x2.mul(single(g1 + i), second));
    v128.store(x, f64x2.add(own, f64x2.mul(single(bias + i), third)));
  }
}

/** Twice the f32 at p. */
// @ts-ignore: decorator
@inline
function single(p: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load32_splat(p));
}
