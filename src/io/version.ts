import { readFileSync } from "node:fs";

/** The version of lyascope. */
export function version(): string {
  return manifestVersion(new URL("../../package.json", import.meta.url));
}

/** The version in a package.json. */
export function manifestVersion(manifest: URL): string {
  const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return typeof content === "object" && content !== null ? String(Reflect.get(content, "version")) : "";
}
