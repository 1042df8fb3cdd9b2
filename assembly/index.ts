export { orthogonalise, roomOf } from "./orthogonalise";
export { product } from "./product";
export { fill } from "./weights";
