// Twin of src/network/zeros.ts: the factors of columns 4 · group … 4 · group + 3 of a row of the matrix in hand.
fn zerosOf(row: u32, group: u32) -> vec4f {
  let column = 4u * group + vec4u(0u, 1u, 2u, 3u);
  let inFirst = column < vec4u(weights.split);
  let beside = select(vec4f(weights.coupling), vec4f(weights.contrast), inFirst);
  let below = select(vec4f(1.0), vec4f(0.0), inFirst);
  let block = select(beside, below, row >= weights.split);
  return select(block, weights.ownInput * block, column == vec4u(row));
}
