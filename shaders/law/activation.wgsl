// Twin of src/network/operations/activation.ts, row by row.
#include slope

fn activationOperation() {
  let scaled = !HOMOGENEOUS && exponent != 0;
  var alive = 0.0;
  for (var g = thread; g < GROUPS; g += THREADS) {
    let value = rows[at(0u, g)];
    var image: vec4f;
    var slope: vec4f;
    for (var j = 0u; j < 4u; j++) {
      slope[j] = slopeAt(value[j], scaled);
      image[j] = select(phi(value[j]), slope[j] * value[j], scaled);
    }
    slope = between(0u, g, slope);
    rows[at(0u, g)] = between(0u, g, image);
    for (var c = 1u; c < BUNDLE; c++) { rows[at(c, g)] *= slope; }
    if (MAY_BE_SINGULAR) { rows[at(ROW_SIZES, g)] *= abs(slope); }
    alive += dot(select(vec4f(0.0), vec4f(1.0), slope != vec4f(0.0)), vec4f(1.0));
  }
  if (K > 0u) { rank = min(rank, u32(sumOfAll(vec4f(alive, 0.0, 0.0, 0.0)).x)); }
}
