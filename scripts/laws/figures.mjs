// The list of all figures. A new one is an entry in one of these lists, and, of those of docs/laws.md, a section with its markers.

import { LINEAR } from "./linear.mjs";
import { LINEAR_RESIDUAL } from "./linear-residual.mjs";
import { NORMALISED } from "./normalised.mjs";
import { OVERVIEW } from "./overview.mjs";
import { PLAIN } from "./plain.mjs";
import { RECURRENT } from "./recurrent.mjs";
import { RESIDUAL } from "./residual.mjs";
import { SIGNALS } from "./signals.mjs";
import { SPREAD } from "./spread.mjs";
import { STATISTICS } from "./statistics.mjs";

/** Those of docs/laws.md. */
export const FIGURES = [
  ...LINEAR,
  ...LINEAR_RESIDUAL,
  ...PLAIN,
  ...RESIDUAL,
  ...NORMALISED,
  ...RECURRENT,
  ...STATISTICS,
  ...SPREAD,
  ...SIGNALS,
];

export const ALL = [...FIGURES, OVERVIEW];

/** Where a figure lies, from the root of the repository. */
export function pathOf({ name, image = `laws/${name}` }) {
  return `docs/images/${image}.svg`;
}
