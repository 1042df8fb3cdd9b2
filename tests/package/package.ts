import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface PackedPackage {
  tarball: string;
  /** Paths in the package. */
  files: string[];
}

/** Packs the built package as npm would publish it. */
export function pack(): PackedPackage {
  const folder = mkdtempSync(join(tmpdir(), "lyascope-pack-"));
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const shell = process.platform === "win32";
  const answer: unknown = JSON.parse(execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", stdio: "pipe", shell }));
  // npm 12 answers with an object by name, earlier ones with a list.
  const [packed] = Object.values(answer as Record<string, { filename: string; files: { path: string }[] }>);
  if (packed === undefined) throw new Error("npm pack told of no package");
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/**
 * A folder in which the packed package is installed, with its dependencies (and no others) from this repository:
 * what a user's project looks like, without the network.
 */
export function install({ tarball }: PackedPackage): string {
  const folder = mkdtempSync(join(tmpdir(), "lyascope-install-"));
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  cpSync(join(folder, "package"), join(modules, "lyascope"), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    mkdirSync(join(modules, name, ".."), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  }
  return folder;
}
