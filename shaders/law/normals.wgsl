// Standard normal numbers `group` of a row of a stream, four at a time: the CPU's bits, made where they are used.
fn normals(key: vec4u, row: u32, group: u32) -> vec4f {
  let four = words(key, row, group);
  return vec4f(weight(four.x), weight(four.y), weight(four.z), weight(four.w));
}
