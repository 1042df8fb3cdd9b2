import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const MANIFEST = readFileSync(
  join(fileURLToPath(new URL("../..", import.meta.url)), "examples/lyascope-sweep-job.yaml"),
  "utf8",
);

/** The value of the one line `key: value`. */
function field(key: string): string {
  const found = [...MANIFEST.matchAll(new RegExp(`^ *(?:- )?${key}: (.*)$`, "gm"))].map(([, value = ""]) => value);
  expect(found, key).toHaveLength(1);
  return found[0]?.replaceAll('"', "") ?? "";
}

it("tells every pod of the indexed Job its shard and how many there are", () => {
  // Kubernetes sets JOB_COMPLETION_INDEX of an Indexed Job only; JOB_COMPLETIONS is ours to say, and must be the truth.
  expect(field("completionMode")).toBe("Indexed");
  const [, completions] = /name: JOB_COMPLETIONS\n +value: "(\d+)"/.exec(MANIFEST) ?? [];
  expect(completions).toBe(field("completions"));
  expect(Number(field("parallelism"))).toBeLessThanOrEqual(Number(completions));
});

it("starts a shard again without losing what it has", () => {
  expect(field("args")).toContain("--resume");
  // The API refuses a limit by index with any other policy of restarts.
  expect(field("restartPolicy")).toBe("Never");
  expect(Number(field("backoffLimitPerIndex"))).toBeGreaterThan(0);
  expect(Number(field("terminationGracePeriodSeconds"))).toBeGreaterThanOrEqual(5);
  expect(field("containerName")).toBe("sweep");
  expect(MANIFEST).toContain("- name: sweep\n");
});

it("asks for as many cores as it has workers", () => {
  expect(field("args")).toContain(`--workers, ${field("cpu")}`);
});
