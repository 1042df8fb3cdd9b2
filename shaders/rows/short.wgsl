// The bundle in hand as an n × (B · (1 + K)) matrix: one short column a sample of the state, then of every tangent.

const SHORT = BATCH * BUNDLE;

fn shortAt(column: u32, group: u32) -> u32 {
  return base + (HAND + column) * GROUPS + group;
}

fn fourShort(first: u32, group: u32) -> mat4x4f {
  return fourOf(HAND + first, HAND + SHORT, GROUPS, group);
}

fn putFour(first: u32, group: u32, columns: mat4x4f) {
  putFourOf(HAND + first, HAND + SHORT, GROUPS, group, columns);
}

fn putShort(column: u32, group: u32, value: vec4f) {
  putColumn(HAND + column, HAND + SHORT, GROUPS, group, value);
}
