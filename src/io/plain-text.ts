// Words from outside in a message: what was written may hold anything.

const LONGEST = 60;

/** Any text in quotation marks: short and on one line. */
export function quoted(text: string): string {
  return onOneLine(JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text));
}

/** A text without what breaks lines, turns their direction or cannot be seen: such characters are told by their numbers. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uFFFD]/gu, (each) => {
    return `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}
