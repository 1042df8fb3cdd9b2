import type { FixedVector } from "../../measure/fixed-vector.ts";
import type { FixedVectorGrowth } from "../../measure/statistics.ts";
import { decimalsFor, exponent, standardError } from "./number.ts";
import { table } from "./table.ts";

/** How fixed vectors grow: a table of its own, since these are no exponents of the spectrum. */
export function growthView(vectors: readonly FixedVector[], growths: readonly FixedVectorGrowth[]): string[] {
  if (growths.length === 0) return [];
  const decimals = decimalsFor(growths.map((each) => each.standardError));
  return [
    "growth of fixed vectors, nats per layer (each alone, no orthogonalisation)",
    ...table([
      { title: "vector", cells: vectors.map(nameOf), align: "left" },
      { title: "growth", cells: growths.map(({ growth }) => exponent(growth, decimals)) },
      { title: "± SE", cells: growths.map((each) => standardError(each.standardError, decimals)) },
      {
        title: "−∞ in",
        cells: growths.map(({ infinite, networks }) => (infinite === 0 ? "" : `${infinite} of ${networks}`)),
      },
    ]),
  ];
}

function nameOf(vector: FixedVector): string {
  if ("values" in vector) return "given numbers";
  const { from, units } = vector;
  return `random in ${units} ${units === 1 ? "entry" : "entries"} from ${from}`;
}
