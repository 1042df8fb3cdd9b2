// Twin of src/network/operations/activation.ts, row by row.
#include slope

fn activationOperation(most: u32) {
  let scaled = !HOMOGENEOUS && exponent != 0;
  var alive = vec4f(0.0);
  var left = vec4f(0.0);
  var beyond = 0.0;
  for (var first = thread; first < GROUPS; first += THREADS) {
    var own = vec4f(0.0);
    for (var g = first; g < WIDE; g += GROUPS) {
      let value = rows[inHand(0u, g)];
      var image: vec4f;
      var slope: vec4f;
      for (var j = 0u; j < 4u; j++) {
        slope[j] = slopeAt(value[j], scaled);
        image[j] = select(phi(value[j]), slope[j] * value[j], scaled);
      }
      slope = between(0u, g, slope);
      image = between(0u, g, image);
      rows[inHand(0u, g)] = image;
      for (var c = 1u; c < BUNDLE; c++) { rows[inHand(c, g)] *= slope; }
      if (MAY_BE_SINGULAR) { rows[at(ROW_SIZES, g)] *= abs(slope); }
      own += select(vec4f(0.0), vec4f(1.0), slope != vec4f(0.0));
      if (any((slope == vec4f(0.0)) & (image != vec4f(0.0)))) { beyond = 1.0; }
    }
    alive += own;
    left += min(own, vec4f(f32(most)));
  }
  if (K > 0u) {
    let counts = sumOfAll(vec4f(dot(alive, vec4f(1.0)), dot(left, vec4f(1.0)), beyond, 0.0));
    rank = min(rank, u32(counts.y));
    spans = counts.z == 0.0 && rank == u32(counts.x);
  }
}
