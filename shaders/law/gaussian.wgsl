#include law/in-law

fn gaussianInLaw(layer: u32, matrix: u32) {
  drawGaussian(startInLaw(layer, matrix), 0u);
  finishInLaw(layer, matrix);
}

// X ← G S from row `top` on, 0 above: column i of G is row i of the stream, so that no word is wasted.
fn drawGaussian(key: vec4u, top: u32) {
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var i = 0u; i < DIRECTIONS; i++) { rows[shortAt(i, g)] = between(top, g, normals(key, i, g)); }
    // In place, the last columns first: a column of G S takes none of G after it.
    for (var done = 0u; done < SHORT; done += 4u) {
      let first = (SHORT - 1u) / 4u * 4u - done;
      var y = mat4x4f();
      for (var i = 0u; i < min(first + 4u, DIRECTIONS); i++) {
        let factors = vec4f(factor(i, first), factor(i, first + 1u), factor(i, first + 2u), factor(i, first + 3u));
        y += outer(rows[shortAt(i, g)], factors);
      }
      putFour(first, g, y);
    }
  }
}
