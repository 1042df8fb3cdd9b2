// The way back of src/network/operations/in-law.ts for one cotangent e, kept in h: of W only y = W u is known, u the
// direction of the state that was pushed.

struct Seen {
  key: vec4u, // of y
  fresh: vec4u, // of what is drawn on the way back
  inverse: f32, // u = inverse · input; 0 where the state was 0 and told nothing
  sizeOfY: f32,
  along: f32, // yᵀe
  size: f32, // ‖e‖
}

fn whatWasSeen(layer: u32, matrix: u32, operation: u32) -> Seen {
  let key = streamKey(cell.seed, network, layer, IN_LAW + STREAM_WEIGHTS + matrix);
  let fresh = streamKey(cell.seed, network, layer, IN_LAW + STREAM_BACKWARD + matrix);
  chooseMatrix(layer, matrix);
  normalise();
  let power = powerOfTwo(-inputScale(layer, operation));
  var own = vec4f(0.0);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let given = inputOf(layer, operation, g) * power;
    let y = between(0u, g, normals(key, 0u, g));
    let e = rows[at(0u, g)];
    own += vec4f(dot(given, given), dot(y, y), dot(y, e), dot(e, e));
  }
  let sums = sumOfAll(own);
  let known = sums.x > 0.0;
  let inverse = select(0.0, power / sqrt(sums.x), known);
  return Seen(key, fresh, inverse, sqrt(sums.y), select(0.0, sums.z, known), sqrt(sums.w));
}
