// The lines of docs/laws.md that follow from the figures' data: how far measurement and law are apart, and the table of the laws.

/** How many errors an exact law may be away. */
export const ERRORS = 5;
/** What rounding may do to a point of an exact law. */
const ROUNDING = 1e-9;

/** A point's distance from its law in the series' own measure, and whether that is as near as the figure states; null where nothing is told. */
export function distance({ law: { kind }, within, relative }, { measured, error, law, beyond }) {
  if (law === null || measured === null || beyond) return null;
  if (typeof law === "string" || typeof measured === "string") {
    return { away: law === measured ? 0 : Number.POSITIVE_INFINITY, holds: law === measured };
  }
  const away = Math.abs(measured - law) / (relative ? Math.abs(law) : 1);
  const allowed = kind === "exact" ? Math.max(ERRORS * (error ?? 0), within ?? ROUNDING) : (within ?? 0);
  return { away, holds: away <= allowed };
}

/** One line: how far what was measured is from the laws. */
export function told({ panels }) {
  const series = panels.flatMap((panel) => panel.series.map((each) => ({ ...each, unit: unitOf(panel) })));
  const laws = [
    ...new Set(series.map(({ law, unit, relative }) => JSON.stringify([law.name, law.kind, unit, relative ?? false]))),
  ];
  const lines = laws.map((key) => {
    const [name, kind, unit, relative] = JSON.parse(key);
    const same = series.filter(
      (each) =>
        each.law.name === name && each.law.kind === kind && each.unit === unit && (each.relative ?? false) === relative,
    );
    return `${name} (${kind}): ${apart(same, kind, relative ? "of the law" : unit)}`;
  });
  return `${lines.join("; ")}.`;
}

const unitOf = ({ y }) => y.title.split(", ")[1] ?? "";

function apart(series, kind, unit) {
  const points = series.flatMap((each) => each.points.map((point) => ({ ...point, ...distance(each, point) })));
  const compared = points.filter(({ away }) => away !== undefined);
  const zs = compared.flatMap(({ z }) => (z === null ? [] : [z]));
  const largest = Math.max(...compared.map(({ away }) => away));
  const count = `${compared.length} points`;
  if (kind === "exact" && zs.length > 0) {
    const square = Math.sqrt(zs.reduce((sum, z) => sum + z * z, 0) / zs.length);
    const most = Math.max(...zs.map(Math.abs));
    return `${count}, ${square.toFixed(2)} standard errors apart on the whole (root mean square), ${most.toFixed(1)} at most`;
  }
  const stated = Math.max(...series.map(({ within }) => within ?? 0));
  return `${count}, at most ${amount(largest, unit)} apart (stated: ${amount(stated, unit)})`;
}

function amount(value, unit) {
  if (unit === "of the law") return `${Number((100 * value).toPrecision(2))} %`;
  return `${Number(value.toPrecision(2))}${unit === "" ? "" : ` ${unit}`}`;
}

/** The page with its generated parts as these figures say. */
export function withLines(page, figures) {
  let result = replaced(page, "table", table(figures));
  for (const data of figures) result = replaced(result, data.figure, `_Measured: ${told(data)}_`);
  return result;
}

function replaced(page, name, text) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/laws.md has no ${start} … ${end}`);
  return `${page.slice(0, from + start.length)}\n${text}\n${page.slice(to)}`;
}

/** Every law once, in the order of the figures. */
function table(figures) {
  const rows = new Map();
  for (const { figure, panels } of figures) {
    for (const { law } of panels.flatMap(({ series }) => series)) {
      const { name, kind, domain, source } = law;
      const row = rows.get(name) ?? { kinds: new Set(), domain, source, figures: new Set() };
      row.kinds.add(kind);
      row.figures.add(figure);
      rows.set(name, row);
    }
  }
  const lines = [...rows].map(
    ([name, { kinds, domain, source, figures: at }]) =>
      `| ${name} | ${[...kinds].join(", ")} | ${domain} | ${source} | ${[...at].map((each) => `[${each}](#${each})`).join(", ")} |`,
  );
  return ["| law | kind | holds for | source | picture |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}
