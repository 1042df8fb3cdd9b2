export { orthogonalise, roomOf } from "./orthogonalise";
export { product } from "./product";
export { join, scaleRows } from "./rows";
export { fill } from "./weights";
