import type { Citation } from "../../study/stories/story.ts";

/** What CITATION.cff says of a release. */
export interface Release {
  title: string;
  version: string;
  /** Of the release, as in 2026-01-31. */
  date: string;
  authors: readonly string[];
}

/** The facts of a citation file (Citation File Format 1.2.0) whose values are each on a line. */
export function releaseOf(cff: string): Release {
  const field = (name: string): string => {
    const [, value] = new RegExp(`^${name}: *"?(.*?)"?$`, "m").exec(cff) ?? [];
    if (value === undefined) throw new Error(`the citation file has no ${name}`);
    return value;
  };
  const authors = [...cff.matchAll(/^ +- name: *"?(.*?)"?$/gm)].map(([, name = ""]) => name);
  return { title: field("title"), version: field("version"), date: field("date-released"), authors };
}

/** Entries for BibTeX: this software, and where the claim of the story on the page comes from, if one is. */
export function bibtexOf(release: Release, source: Citation | null): string {
  const [year = "", month = ""] = release.date.split("-");
  const own = entry("misc", `lyascope-${release.version}`, {
    author: release.authors.map((name) => `{${plain(name)}}`).join(" and "),
    title: `{${plain(release.title)}}`,
    year,
    month: String(Number(month)),
    note: `Software, version ${plain(release.version)}`,
  });
  if (source === null) return own;
  const { authors, title } = source;
  const names = authors.split(/, | & | and /);
  const [word = ""] = title.toLowerCase().match(/[a-z]{4,}/) ?? [];
  const key = `${(names[0] ?? "").toLowerCase().replaceAll(/[^a-z]/g, "")}-${source.year}-${word}`;
  const about = { author: names.map(plain).join(" and "), title: `{${plain(title)}}`, year: String(source.year) };
  return `${own}\n${entry("misc", key, about)}`;
}

function entry(kind: string, key: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},\n`);
  return `@${kind}{${key},\n${lines.join("")}}\n`;
}

/** Text without what TeX would take for more. */
function plain(text: string): string {
  return text.replaceAll(/[{}\\]/g, "").replaceAll(/[&%$#_]/g, "\\$&");
}
