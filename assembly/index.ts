export { drawPair, factorPair } from "./pair";
export { orthogonalise, roomOf } from "./orthogonalise";
export { product } from "./product";
export { addBias, copy, join, scaleRows, stateSize } from "./rows";
export { tanhRows } from "./tanh";
export { fill } from "./weights";
