export { drawPair, factorPair } from "./pair";
export { orthogonalise, roomOf } from "./orthogonalise";
export { layStrips, product } from "./product";
export { addBias, copy, join, scaleRows } from "./rows";
export { tanhRows } from "./tanh";
export { fill } from "./weights";
