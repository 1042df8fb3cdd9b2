// Standard normal numbers `group` of a row of a stream, four at a time: the CPU's bits, made where they are used.
fn normals(key: vec4u, row: u32, group: u32) -> vec4f {
  let four = words(key, row, group);
  return vec4f(normal(four.x), normal(four.y), normal(four.z), normal(four.w));
}

// Of a vector as long as the state, entry (unit, sample) number unit · BATCH + sample, those of a group.
fn stateNormals(key: vec4u, group: u32) -> vec4f {
  if (BATCH == 1u) { return normals(key, 0u, group); }
  let sample = group / GROUPS;
  var entries: vec4f;
  for (var j = 0u; j < 4u; j++) {
    let index = (4u * shortGroup(group) + j) * BATCH + sample;
    entries[j] = normal(words(key, 0u, index / 4u)[index & 3u]);
  }
  return entries;
}
