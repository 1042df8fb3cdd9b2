// The bundle as an n × (B · (1 + K)) matrix: one short column a sample of the state, then of every tangent.

const SHORT = BATCH * BUNDLE;

fn shortAt(column: u32, group: u32) -> u32 {
  return base + column * GROUPS + group;
}

fn fourShort(first: u32, group: u32) -> mat4x4f {
  return fourOf(first, SHORT, GROUPS, group);
}

fn putFour(first: u32, group: u32, columns: mat4x4f) {
  putFourOf(first, SHORT, GROUPS, group, columns);
}

fn putShort(column: u32, group: u32, value: vec4f) {
  putColumn(column, SHORT, GROUPS, group, value);
}
