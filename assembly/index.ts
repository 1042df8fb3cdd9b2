export { draw, swap } from "./draw";
export { factor, factorRoom, strideOf } from "./factor";
export { drawPair, factorPair } from "./pair";
export { orthogonalise, roomOf } from "./orthogonalise";
export { layStrips, product } from "./product";
export { pack, reflect, slabsOf, unpack } from "./reflect";
export { addBias, copy, join, scaleRows, stateSize } from "./rows";
export { tanhPairs, tanhRows } from "./tanh";
export { fill } from "./weights";
