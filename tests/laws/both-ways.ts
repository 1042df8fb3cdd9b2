import { type ResolvedStudy, resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";

/** The same study in both samplings. All networks of a study start from one frame: the seed is the same. */
export function bothWays(study: StudyInput): { resolved: ResolvedStudy; law: ResolvedStudy } {
  return { resolved: resolveStudy(study), law: resolveStudy({ ...study, sampling: "law" }) };
}
