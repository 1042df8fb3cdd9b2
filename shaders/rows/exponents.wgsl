// Sums of numbers that stand for 2^exponent times as much.

// The exponent of a sum that has no term yet.
const NOTHING = -0x100000;

// 2^e for e ≤ 0; zero where that is no normal number.
fn powerOrZero(e: i32) -> f32 {
  return select(powerOfTwo(e), 0.0, e < -126);
}
