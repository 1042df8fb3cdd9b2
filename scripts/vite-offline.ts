import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const WORKER = fileURLToPath(new URL("../src/lab/offline/service-worker.ts", import.meta.url));
const NAME = "sw.js";

/** A built file: where it is, from the page, and what tells its versions apart; null where its name does. */
export interface PrecacheEntry {
  url: string;
  revision: string | null;
}

/** Every file of a built lab, in the order of their names. */
export function precacheEntries(folder: string): PrecacheEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((url) => url !== NAME)
    .sort()
    .map((url) => {
      // Names under assets/ hold a hash of what is in them.
      const named = url.startsWith("assets/");
      return {
        url,
        revision: named
          ? null
          : createHash("sha256")
              .update(readFileSync(join(folder, url)))
              .digest("hex")
              .slice(0, 16),
      };
    });
}

/** Builds the service worker when all else is written, since it names every file. */
export function offlinePlugin(): Plugin {
  let folder = "";
  return {
    name: "lyascope:offline",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: "error",
        define: {
          PRECACHE: JSON.stringify(precacheEntries(folder)),
          "process.env.NODE_ENV": JSON.stringify("production"),
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          rolldownOptions: { input: WORKER, output: { format: "iife", entryFileNames: NAME } },
        },
      });
    },
  };
}
