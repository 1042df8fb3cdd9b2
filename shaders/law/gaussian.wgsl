// X ← G S: column i of G is row i of the stream, so that no word is wasted.
fn multiply(key: vec4u) {
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var i = 0u; i < DIRECTIONS; i++) { rows[at(i, g)] = between(0u, g, normals(key, i, g)); }
    // In place, the last columns first: a column of G S takes none of G after it.
    for (var done = 0u; done < BUNDLE; done += 4u) {
      let first = (BUNDLE - 1u) / 4u * 4u - done;
      var y = mat4x4f();
      for (var i = 0u; i < min(first + 4u, DIRECTIONS); i++) {
        let column = rows[at(i, g)];
        for (var j = 0u; j < 4u; j++) { y[j] += factor(i, first + j) * column; }
      }
      for (var j = 0u; j < 4u; j++) { putColumn(first + j, g, y[j]); }
    }
  }
}
