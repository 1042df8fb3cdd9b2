import { closingBrace } from "./braces.ts";

/** A branch on constants alone, such as `if (HAS_BIAS && !TIED) {`. */
const BRANCH = /\bif \((!?[A-Z_]+(?: && !?[A-Z_]+)*)\) \{/g;

/**
 * Takes the branches out of WGSL that its constants decide (`constants`, "true" or "false" by name): software adapters compile
 * what never runs as slowly as what does. A function that is called nowhere then is none to WebGPU.
 */
export function decide(text: string, constants: Readonly<Record<string, string>>): string {
  BRANCH.lastIndex = 0;
  for (let found = BRANCH.exec(text); found !== null; found = BRANCH.exec(text)) {
    const holds = truthOf(found[1], constants);
    if (holds === null) continue;
    const open = found.index + found[0].length;
    const close = closingBrace(text, open);
    const rest = endOfElse(text, close + 1);
    const other = text.slice(close + 1, rest).replace(/^ else /, "");
    const own = text.slice(open, close);
    // What follows a plain block that returns would be unreachable, which compilers warn of.
    const block = other === "" && /\breturn\b/.test(own) ? `if (true) {${own}}` : `{${own}}`;
    const taken = holds ? block : other || "{}";
    text = text.slice(0, found.index) + taken + text.slice(rest);
    BRANCH.lastIndex = found.index;
  }
  return text;
}

/** Null where not all of a condition is known. */
function truthOf(condition: string, constants: Readonly<Record<string, string>>): boolean | null {
  const values = condition.split(" && ").map((term) => {
    const value = constants[term.replace("!", "")];
    if (value !== "true" && value !== "false") return null;
    return (value === "true") !== term.startsWith("!");
  });
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

/** Where the `else` branches that follow at `at`, if any, end. */
function endOfElse(text: string, at: number): number {
  let end = at;
  for (;;) {
    const next = /^ else (?:if [^{]*)?\{/.exec(text.slice(end, end + 200));
    if (next === null) return end;
    end = closingBrace(text, end + next[0].length) + 1;
  }
}
