import type { ForwardProfile } from "../../engine/engine.ts";
import type { DepthLaw, ForwardLaw } from "../../theory/forward-law.ts";
import { bars } from "./bars.ts";
import { forwardVerdict } from "./forward-verdict.ts";
import { depthText, exponent, logDecimals, ratio, standardError } from "./number.ts";
import { shownPlaces } from "./profile-view.ts";
import { fitting, type Ranked } from "./profiles-view.ts";
import type { Screen } from "./style.ts";
import { table, tableWidth, wrap } from "./table.ts";

const MAX_BAR = 32;
const MIN_BAR = 8;
/** From here on 1 − c says more than c. */
const CLOSE = 0.02;

/** The signals of one cell: a line a depth, the laws beside them, a picture of the correlation, and what it means. */
export function forwardView(profile: ForwardProfile, law: ForwardLaw, { columns: width, style }: Screen): string[] {
  const verdict = wrap(forwardVerdict(profile), width).map(style.bold);
  if (profile.status === "overflow") return verdict;
  const places = shownPlaces(profile.layers);
  const columns = fitting(columnsOf(profile, law, places), width - MIN_BAR - 2);
  const room = Math.min(MAX_BAR, width - tableWidth(columns) - 2);
  const shown = places.map((place) => profile.correlation[place] ?? null);
  if (room >= MIN_BAR) {
    const drawn = bars(shown, room).map((bar, i) => style.diverging(bar, Math.sign(shown[i] ?? 0)));
    columns.push({ title: "", cells: drawn, align: "left" });
  }
  const scales = scalesTable(profile, law);
  return [
    ...table(columns),
    "",
    ...(scales.length === 0 ? [] : [...scales, ""]),
    ...sourcesOf(law)
      .flatMap((line) => wrap(line, width, "  "))
      .map(style.dim),
    "",
    ...verdict,
  ];
}

function columnsOf(profile: ForwardProfile, law: ForwardLaw, places: readonly number[]): Ranked[] {
  const { layers, correlation, correlationErrors, oneMinusCorrelation, effectiveRank, zeroStates, deadUnits } = profile;
  const sizes = logDecimals(profile.stateSizeErrors);
  const angles = logDecimals(correlationErrors);
  const lawOf = (known: DepthLaw | null, show: (value: number) => string): string[] =>
    places.map((place) => {
      const value = known?.values[place] ?? null;
      return value === null ? "" : show(value);
    });
  const close = places.some((place) => (oneMinusCorrelation[place] ?? 1) < CLOSE);
  const states = profile.networks * profile.inputs;
  return [
    { title: "layer", cells: places.map((place) => String(layers[place])) },
    { title: "rms", cells: places.map((place) => exponent(profile.log10StateSize[place], sizes)) },
    {
      title: "± SE",
      cells: places.map((place) => standardError(profile.stateSizeErrors[place], sizes)),
      rank: 2,
    },
    { title: "law", cells: lawOf(law.log10StateSize, (value) => exponent(value, sizes)) },
    { title: "corr.", cells: places.map((place) => exponent(correlation[place], angles)) },
    { title: "± SE", cells: places.map((place) => standardError(correlationErrors[place], angles)) },
    { title: "law", cells: lawOf(law.oneMinusCorrelation, (value) => exponent(1 - value, angles)) },
    { title: "1 − corr.", cells: close ? places.map((place) => ratio(oneMinusCorrelation[place])) : [], rank: 3 },
    { title: "rank", cells: places.map((place) => ratio(effectiveRank[place])) },
    { title: "law", cells: lawOf(law.effectiveRank, ratio), rank: 1 },
    {
      title: "zero",
      cells: places.map((place) => (zeroStates[place] === 0 ? "" : `${zeroStates[place]} of ${states}`)),
    },
    {
      title: "dead",
      cells: places.map((place) => (deadUnits?.[place] ? ratio(deadUnits[place]) : "")),
      rank: 4,
    },
  ];
}

/** ξ_c and where the correlation ends, measured and as the width grows. */
function scalesTable({ relaxation }: ForwardProfile, { scales }: ForwardLaw): string[] {
  if (relaxation === null && scales === null) return [];

  const window = relaxation === null ? "" : `, layers ${relaxation.from} to ${relaxation.to}`;
  const interval = relaxation?.interval.map((end) => depthText(end ?? Number.POSITIVE_INFINITY)).join(" … ");
  return table([
    {
      title: "depth scales",
      cells: [`ξ_c${window}`, "correlation at the end", "ξ of gradients"],
      align: "left",
    },
    {
      title: "measured",
      cells:
        relaxation === null ? [] : [depthText(relaxation.correlationDepth), exponent(1 - relaxation.oneMinusLimit, 3)],
    },
    { title: "± SE", cells: relaxation === null ? [] : [depthText(relaxation.standardError)] },
    { title: "95 %", cells: [interval ?? ""] },
    {
      title: "mean field",
      cells:
        scales === null
          ? []
          : [depthText(scales.correlationDepth), exponent(scales.correlation, 3), depthText(scales.gradientDepth)],
    },
  ]);
}

function sourcesOf({ log10StateSize, oneMinusCorrelation, effectiveRank }: ForwardLaw): string[] {
  const named: [string, DepthLaw | null][] = [
    ["rms", log10StateSize],
    ["correlation", oneMinusCorrelation],
    ["rank", effectiveRank],
  ];
  const texts = new Map<string, string[]>();
  for (const [name, law] of named) {
    if (law === null) continue;
    const text = `${law.kind === "exact" ? "exact" : "limit of large width"}; ${law.source}`;
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  if (texts.size === 0) return ["No law is known here."];
  return [...texts].map(([text, names]) => `law of ${names.join(", ")} (${text})`);
}
