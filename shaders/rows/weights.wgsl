// Twin of src/network/weights.ts where rows are spread over the threads: standardised weights, made where they are used,
// four neighbouring columns of four neighbouring rows at a time.
#include standardised
#include zeros
#include rows/normals
#include rows/short

// Biases, inputs and gains are Gaussian, whatever the matrices are.
fn normal(word: u32) -> f32 {
  return gaussian(word);
}

fn layerOf(layer: u32) -> u32 {
  return select(layer, 0u, TIED);
}

// Of the matrix in hand.
var<private> weightKey: vec4u;

// Rows 4 · group … 4 · group + 3, columns 4 · across … 4 · across + 3, a row a column of the result: x · m takes rows times x, m · d
// columns times d. Rows and columns beyond N are not zero.
fn madeWeights(group: u32, across: u32) -> mat4x4f {
  return mat4x4f(
    fourWeights(4u * group, across),
    fourWeights(4u * group + 1u, across),
    fourWeights(4u * group + 2u, across),
    fourWeights(4u * group + 3u, across),
  );
}

fn fourWeights(row: u32, across: u32) -> vec4f {
  let four = words(weightKey, row, across);
  var made = vec4f(weight(four.x), weight(four.y), weight(four.z), weight(four.w));
  if (HAS_ZEROS) { made *= zerosOf(row, across); }
  return made;
}
