// All numbers of a network in law are Gaussian, or made of Gaussian ones: the table at hand is theirs.
#include rows/normals

fn normal(word: u32) -> f32 {
  let at = locate(word);
  return f32(oddInteger(word, segmentOf(at.x), at.y)) * GAUSSIAN_UNIT;
}

fn layerOf(layer: u32) -> u32 {
  return layer;
}
