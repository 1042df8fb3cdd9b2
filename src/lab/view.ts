import { quoted } from "../io/plain-text.ts";

/** How much of the page another page has in it. */
export const EMBEDS = ["full", "minimal", "picture"] as const;
export type Embed = (typeof EMBEDS)[number];

/** What a teacher can take away, by name. */
export const HIDEABLE = [
  ...["title", "share", "stories", "rail"],
  ...["heat", "spectrum", "profile", "comparison", "benchmark"],
  ...["axes", "probe", "heat-axis", "clip", "compare"],
  ...["activation", "block", "equation", "skip", "scale", "dt", "integrator", "gates", "width", "batch"],
  ...["depth", "ensemble", "seed", "run", "advanced", "json"],
] as const;
export type Hideable = (typeof HIDEABLE)[number];

/** What of a page is there. */
export interface View {
  embed: Embed;
  hidden: ReadonlySet<Hideable>;
  /** What style.css knows this by. */
  classes: readonly string[];
  /** One line on what the address asks for and there is not; empty where it holds. */
  complaint: string;
}

/** What a page's address says of its view: `?hide=stories,seed&embed=minimal`. */
export function viewFrom(search: string): View {
  const asked = new URLSearchParams(search);
  const complaints: string[] = [];
  const level = asked.get("embed") ?? "full";
  const embed = EMBEDS.find((each) => each === level);
  if (embed === undefined) complaints.push(`embed is ${quoted(level)}; allowed: ${EMBEDS.join(", ")}`);
  const names = asked.getAll("hide").flatMap((list) => list.split(","));
  const wanted = new Set(names.map((name) => name.trim()).filter((name) => name !== ""));
  const hidden = new Set(HIDEABLE.filter((name) => wanted.has(name)));
  const unknown = [...wanted].find((name) => !HIDEABLE.some((each) => each === name));
  if (unknown !== undefined) complaints.push(`hide has ${quoted(unknown)}; allowed: ${HIDEABLE.join(", ")}`);
  return {
    embed: embed ?? "full",
    hidden,
    // Nothing that was written becomes the name of a class.
    classes: [
      ...(embed === undefined || embed === "full" ? [] : [`embed-${embed}`]),
      ...[...hidden].map((name) => `without-${name}`),
    ],
    complaint: complaints.join("; "),
  };
}

export const WHOLE: View = { embed: "full", hidden: new Set(), classes: [], complaint: "" };

/** Whether any of these parts is there: what is not need not be measured. */
export function shows({ embed, hidden }: View, ...names: readonly Hideable[]): boolean {
  return embed !== "picture" && names.some((name) => !hidden.has(name));
}
