#include law/in-law

fn haarInLaw(layer: u32, matrix: u32) {
  drawFrame(startInLaw(layer, matrix), 0u);
  finishInLaw(layer, matrix);
}

// X ← F S, F a Haar frame of rows `top` … N − 1: reflections of src/network/operations/haar.ts on [0; S; 0], the last one first.
// Columns before number i still have nothing from row top + i on.
fn drawFrame(key: vec4u, top: u32) {
  let most = min(DIRECTIONS, N - top);
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var c = 0u; c < SHORT; c++) {
      var column = vec4f(0.0);
      for (var j = 0u; j < 4u; j++) {
        let row = 4u * g + j;
        if (row >= top && row < top + most) { column[j] = factor(row - top, c); }
      }
      rows[shortAt(c, g)] = column;
    }
  }
  for (var i = most; i > 0u; i--) { reflect(key, i - 1u, top + i - 1u, i - 1u); }
}

// X ← −s (I − v vᵀ/half) X from row `start` on, v = g + s ‖g‖ e_start, g row i of the stream from that entry on, s the sign of
// its first; columns `leading` and after.
fn reflect(key: vec4u, i: u32, start: u32, leading: u32) {
  var square = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let drawn = between(start, g, normals(key, i, g));
    rows[at(DRAWN, g)] = drawn;
    square += dot(drawn, drawn);
    if (g == start / 4u) { heads = vec4f(drawn[start % 4u]); }
  }
  square = sumOfAll(vec4f(square)).x;
  let length = sqrt(square);
  let head = heads.x;
  let sign = select(1.0, -1.0, head < 0.0);
  let half = square + abs(head) * length;
  for (var g = thread; g < GROUPS; g += THREADS) {
    if (g == start / 4u) { rows[at(DRAWN, g)] += sign * length * unitVector(start, g); }
  }
  for (var first = leading; first < SHORT; first += 4u) {
    var own = vec4f(0.0);
    for (var g = thread; g < GROUPS; g += THREADS) { own += rows[at(DRAWN, g)] * fourShort(first, g); }
    let dots = sumOfAll(own) / half;
    for (var g = thread; g < GROUPS; g += THREADS) {
      let v = rows[at(DRAWN, g)];
      // Rows before it stay as they are.
      let factors = select(vec4f(1.0), vec4f(-sign), 4u * g + vec4u(0u, 1u, 2u, 3u) >= vec4u(start));
      let y = fourShort(first, g) - outer(v, dots);
      putFour(first, g, mat4x4f(factors * y[0], factors * y[1], factors * y[2], factors * y[3]));
    }
  }
}
