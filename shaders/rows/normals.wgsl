// Standard normal numbers `group` of a row of a stream, four at a time: the CPU's bits, made where they are used.
fn normals(key: vec4u, row: u32, group: u32) -> vec4f {
  let four = words(key, row, group);
  return vec4f(normal(four.x), normal(four.y), normal(four.z), normal(four.w));
}

// Of a vector as long as the state: those of a group.
fn stateNormals(key: vec4u, group: u32) -> vec4f {
  if (LONG == GROUPS) { return normals(key, 0u, group); }
  let indices = entriesOf(group);
  var entries: vec4f;
  for (var j = 0u; j < 4u; j++) { entries[j] = normal(words(key, 0u, indices[j] / 4u)[indices[j] & 3u]); }
  return entries;
}
