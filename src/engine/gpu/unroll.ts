import { closingBrace } from "./braces.ts";

/** A loop that bears the marker, up to its opening brace. */
const MARKED = /^[ \t]*\/\/unroll\n[ \t]*for \(var (\w+) = (\w+); \1 < (\w+); \1\+\+\) \{/m;
const MARKER = /^[ \t]*\/\/unroll$/m;

/**
 * Writes out WGSL loops below a line `//unroll`, also those within others: one copy of the body for each value of the
 * variable, which becomes a literal, so that indices of registers are constants. Bounds are literals, constants by
 * name (`constants`, as WGSL literals) or variables of loops around it that are written out. A loop with more than `most`
 * turns stays one.
 */
export function unroll(
  text: string,
  constants: Readonly<Record<string, string>>,
  most = Number.POSITIVE_INFINITY,
): string {
  let done = "";
  let rest = text;
  for (let found = MARKED.exec(rest); found !== null; found = MARKED.exec(rest)) {
    const [header, variable, from, to] = found;
    const open = found.index + header.length;
    const [first, last] = [from, to].map((bound) => numberOf(bound, constants));
    if (Number.isNaN(last - first) && most === Number.POSITIVE_INFINITY) {
      throw new Error(`a loop is to be written out from ${from} to ${to}, which is not known`);
    }
    done += rest.slice(0, found.index);
    if (last - first <= most) {
      const close = closingBrace(rest, open);
      const body = rest.slice(open, close);
      for (let value = first; value < last; value++) {
        // Each copy has loops of its own, whose bounds may be this variable.
        done += `{${unroll(replaced(body, variable, value), constants, most)}}\n`;
      }
      rest = rest.slice(close + 1);
    } else {
      // Loops within it come next.
      done += header.replace(/^[ \t]*\/\/unroll\n/, "");
      rest = rest.slice(open);
    }
  }
  const at = rest.search(MARKER);
  if (at >= 0) throw new Error(`no loop that can be written out: ${rest.slice(at).split("\n", 2).join(" ")}`);
  return done + rest;
}

/** `variable` by its value, but not as a member of something. */
function replaced(body: string, variable: string, value: number): string {
  return body.replace(new RegExp(`(?<![.\\w])${variable}\\b`, "g"), `${value}u`);
}

/** NaN where nothing is known of a bound. */
function numberOf(bound: string, constants: Readonly<Record<string, string>>): number {
  return Number(/^(\d+)u$/.exec(constants[bound] ?? bound)?.[1]);
}
