// Standard normal numbers `group` of a row of a stream, four at a time: the CPU's bits, made where they are used.
fn normals(key: vec4u, row: u32, group: u32) -> vec4f {
  let four = words(key, row, group);
  return vec4f(normal(four.x), normal(four.y), normal(four.z), normal(four.w));
}

// Of a vector as long as the state, entry (unit, sample) number unit · BATCH + sample, or (vector, unit) number vector · N + unit,
// those of a group.
fn stateNormals(key: vec4u, group: u32) -> vec4f {
  if (LONG == GROUPS) { return normals(key, 0u, group); }
  let place = group / GROUPS;
  var entries: vec4f;
  for (var j = 0u; j < 4u; j++) {
    let unit = 4u * shortGroup(group) + j;
    let index = select(unit * BATCH + place, place * N + unit, BATCH == 1u);
    entries[j] = normal(words(key, 0u, index / 4u)[index & 3u]);
  }
  return entries;
}
