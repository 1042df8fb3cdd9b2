// The bundle as an n × (B · (1 + K)) matrix: one short column a sample of the state, then of every tangent.

const SHORT = BATCH * BUNDLE;

fn shortAt(column: u32, group: u32) -> u32 {
  return base + column * GROUPS + group;
}

// Four neighbouring short columns, zero beyond the last.
fn fourShort(first: u32, group: u32) -> mat4x4f {
  return mat4x4f(
    shortOrZero(first, group),
    shortOrZero(first + 1u, group),
    shortOrZero(first + 2u, group),
    shortOrZero(first + 3u, group),
  );
}

fn shortOrZero(column: u32, group: u32) -> vec4f {
  return select(vec4f(0.0), rows[shortAt(min(column, SHORT - 1u), group)], column < SHORT);
}

fn putFour(first: u32, group: u32, columns: mat4x4f) {
  putShort(first, group, columns[0]);
  putShort(first + 1u, group, columns[1]);
  putShort(first + 2u, group, columns[2]);
  putShort(first + 3u, group, columns[3]);
}

fn putShort(column: u32, group: u32, value: vec4f) {
  if (column < SHORT) { rows[shortAt(column, group)] = value; }
}
