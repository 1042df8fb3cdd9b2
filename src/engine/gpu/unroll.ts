/** A loop that bears the marker, up to its opening brace. */
const MARKED = /^[ \t]*\/\/unroll\n[ \t]*for \(var (\w+) = (\w+); \1 < (\w+); \1\+\+\) \{/m;
const MARKER = /^[ \t]*\/\/unroll$/m;

/**
 * Writes out every WGSL loop below a line `//unroll`, also those within others: one copy of its body for each value of its
 * variable, which becomes a literal, so that indices of registers are constants. Bounds are literals, constants by
 * name (`constants`, as WGSL literals) or variables of marked loops around it.
 */
export function unroll(text: string, constants: Readonly<Record<string, string>>): string {
  const found = MARKED.exec(text);
  if (found === null) {
    const at = text.search(MARKER);
    if (at >= 0) throw new Error(`no loop that can be written out: ${text.slice(at).split("\n", 2).join(" ")}`);
    return text;
  }
  const [header, variable, from, to] = found;
  const open = found.index + header.length;
  const close = closing(text, open);
  const body = text.slice(open, close);
  const [first, last] = [from, to].map((bound) => valueOf(bound, constants));
  let copies = "";
  for (let value = first; value < last; value++) copies += `{${replaced(body, variable, value)}}\n`;
  // Each copy has loops of its own, whose bounds may have been this variable.
  return text.slice(0, found.index) + unroll(copies, constants) + unroll(text.slice(close + 1), constants);
}

/** Place of the brace that closes what was opened before `at`. */
function closing(text: string, at: number): number {
  let depth = 1;
  for (let i = at; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  throw new Error(`a loop that is not closed: ${text.slice(at, at + 60)}`);
}

/** `variable` by its value, but not as a member of something. */
function replaced(body: string, variable: string, value: number): string {
  return body.replace(new RegExp(`(?<![.\\w])${variable}\\b`, "g"), `${value}u`);
}

function valueOf(bound: string, constants: Readonly<Record<string, string>>): number {
  const literal = /^\d/.test(bound) ? bound : constants[bound];
  const value = /^(\d+)u$/.exec(literal ?? "")?.[1];
  if (value === undefined) throw new Error(`a loop is to be written out up to ${bound}, whose value is not known`);
  return Number(value);
}
