#include law/in-law

// X ← F S, F a Haar frame: reflections of src/network/operations/haar.ts on [S; 0], the last one first. Columns before
// number i still have nothing from row i on.
fn haarInLaw(layer: u32, matrix: u32) {
  let key = startInLaw(layer, matrix);
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var c = 0u; c < SHORT; c++) {
      var column = vec4f(0.0);
      for (var j = 0u; j < 4u; j++) {
        if (4u * g + j < DIRECTIONS) { column[j] = factor(4u * g + j, c); }
      }
      rows[shortAt(c, g)] = column;
    }
  }
  for (var i = DIRECTIONS; i > 0u; i--) { reflect(key, i - 1u); }
  finishInLaw(layer, matrix);
}

// X ← −s (I − v vᵀ/half) X from row i on, v = g + s ‖g‖ e_i, g row i of the stream from entry i on, s the sign of its first.
fn reflect(key: vec4u, i: u32) {
  var square = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let drawn = between(i, g, normals(key, i, g));
    rows[at(DRAWN, g)] = drawn;
    square += dot(drawn, drawn);
    if (g == i / 4u) { heads = vec4f(drawn[i % 4u]); }
  }
  square = sumOfAll(vec4f(square)).x;
  let length = sqrt(square);
  let head = heads.x;
  let sign = select(1.0, -1.0, head < 0.0);
  let half = square + abs(head) * length;
  for (var g = thread; g < GROUPS; g += THREADS) {
    if (g == i / 4u) { rows[at(DRAWN, g)] += sign * length * unitVector(i, g); }
  }
  for (var first = i; first < SHORT; first += 4u) {
    var own = vec4f(0.0);
    for (var g = thread; g < GROUPS; g += THREADS) { own += rows[at(DRAWN, g)] * fourShort(first, g); }
    let dots = sumOfAll(own) / half;
    for (var g = thread; g < GROUPS; g += THREADS) {
      let v = rows[at(DRAWN, g)];
      // Rows before i stay as they are.
      let factors = select(vec4f(1.0), vec4f(-sign), 4u * g + vec4u(0u, 1u, 2u, 3u) >= vec4u(i));
      let y = fourShort(first, g) - outer(v, dots);
      putFour(first, g, mat4x4f(factors * y[0], factors * y[1], factors * y[2], factors * y[3]));
    }
  }
}
