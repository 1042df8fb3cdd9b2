// Figures of laws: their list, how they are measured and drawn, and what the page says of them.

export { draw } from "../draw/figure.mjs";
export { dataOf } from "../draw/theme.mjs";
export { ALL, FIGURES, pathOf } from "./figures.mjs";
export { measure, theoryOf } from "./measure.mjs";
export { distance, told, withLines } from "./page.mjs";
