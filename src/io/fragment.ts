import { InputError } from "./error.ts";
import { quoted } from "./plain-text.ts";

// The part of an address behind the #, as `key=value&key=value`: it can be read, typed and sent through chat programs.

/** A link much longer than this is cut by some of the programs that it is sent through. */
export const LONG_LINK = 2000;

const LONGEST_FRAGMENT = 100_000;
/** What stands for a field that is not written. */
const UNSET = "unset";
const DECIMAL = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A value in a link: a number, a name, true or false as they are; lists and objects as JSON. */
export function written(value: unknown): string {
  if (value === undefined) return UNSET;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // What addresses allow behind their # and people read.
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
}

/** What a value in a link says: the inverse of `written`. */
export function read(text: string): unknown {
  if (text === UNSET) return undefined;
  if (DECIMAL.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A fragment's keys with their values as texts, without its #. */
export function fragmentOf(entries: readonly (readonly [key: string, value: string])[]): string {
  return entries.map(([key, value]) => `${key}=${value}`).join("&");
}

/** The inverse of `fragmentOf`; the values are decoded. Throws InputError. */
export function entriesOf(fragment: string): [key: string, value: string][] {
  if (fragment.length > LONGEST_FRAGMENT) {
    throw new InputError(`the link has ${fragment.length} characters; allowed: at most ${LONGEST_FRAGMENT}`);
  }
  // Some programs write & as HTML does; all of them may end a link in white space.
  return fragment
    .replace(/^#/, "")
    .split(/&(?:amp;)?/)
    .filter((part) => part !== "")
    .map((part) => {
      const text = decoded(part);
      const equals = text.indexOf("=");
      if (equals < 1) throw new InputError(`the link has ${quoted(text)}; allowed: key=value`);
      return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
    });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new InputError(`the link has ${quoted(part)}; allowed: percent signs before two hexadecimal digits`, {
      cause: error,
    });
  }
}
