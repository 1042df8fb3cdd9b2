import { createHash } from "node:crypto";
import type { StudyInput } from "../../study/schema.ts";

/** SHA-256, in hexadecimal, of a study's canonical JSON: keys sorted, no spaces. Studies are the same where their keys are. */
export function studyKey(study: StudyInput): string {
  return createHash("sha256").update(canonical(study)).digest("hex");
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
