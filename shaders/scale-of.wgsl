// A power of two that scales numbers as large as this near 1, kept where it and its inverse are normal.
fn scaleOf(largest: f32) -> i32 {
  return select(0, clamp(exponentOf(largest), -126, 126), largest > 0.0 && isFinite(largest));
}
