// Matrices are as they were drawn.
fn rescaleMatrix(layer: u32, matrix: u32) {
}
