/** From so many seconds on, in units of so many. */
const STEPS = [
  { from: 2 * 86_400, unit: 86_400, name: "days" },
  { from: 2 * 3600, unit: 3600, name: "h" },
  { from: 120, unit: 60, name: "min" },
] as const;

/** An estimate in two digits: "about 3.5 h". */
export function duration(seconds: number): string {
  const { unit, name } = STEPS.find(({ from }) => seconds >= from) ?? { unit: 1, name: "s" };
  return `about ${Number((seconds / unit).toPrecision(2))} ${name}`;
}
