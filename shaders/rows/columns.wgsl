// Columns of storage four at a time: column c starts at base + c · length.

// Four neighbouring columns before `end`, zero from there on.
fn fourOf(first: u32, end: u32, length: u32, group: u32) -> mat4x4f {
  return mat4x4f(
    columnOrZero(first, end, length, group),
    columnOrZero(first + 1u, end, length, group),
    columnOrZero(first + 2u, end, length, group),
    columnOrZero(first + 3u, end, length, group),
  );
}

fn columnOrZero(column: u32, end: u32, length: u32, group: u32) -> vec4f {
  return select(vec4f(0.0), rows[base + min(column, end - 1u) * length + group], column < end);
}

fn putFourOf(first: u32, end: u32, length: u32, group: u32, columns: mat4x4f) {
  putColumn(first, end, length, group, columns[0]);
  putColumn(first + 1u, end, length, group, columns[1]);
  putColumn(first + 2u, end, length, group, columns[2]);
  putColumn(first + 3u, end, length, group, columns[3]);
}

fn putColumn(column: u32, end: u32, length: u32, group: u32, value: vec4f) {
  if (column < end) { rows[base + column * length + group] = value; }
}

// v fᵀ
fn outer(v: vec4f, f: vec4f) -> mat4x4f {
  return mat4x4f(f.x * v, f.y * v, f.z * v, f.w * v);
}
