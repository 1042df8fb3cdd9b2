import { existsSync, readFileSync } from "node:fs";

/** The version of lyascope. */
export function version(): string {
  return manifestVersion(new URL("../../package.json", import.meta.url));
}

/** The version in a package.json. */
export function manifestVersion(manifest: URL): string {
  const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return typeof content === "object" && content !== null ? String(Reflect.get(content, "version")) : "";
}

/** Of the sources that this was built from, `+changes` behind it where there were any; undefined where no repository told. */
export function commit(): string | undefined {
  const note = new URL("../../dist/commit", import.meta.url);
  return (existsSync(note) && readFileSync(note, "utf8").trim()) || undefined;
}
