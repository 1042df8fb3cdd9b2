import { chance, randomFrom } from "./random.ts";

const HOSTILE = [
  ...[
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "__proto__",
    "constructor",
    "toString",
    "\u202e\u0000\ufeff",
  ],
  ...["1e308", "-1e308", "1e999", "NaN", "-0", "Infinity", "null", "[]", "{}", "''", "9".repeat(400), "💥".repeat(50)],
  ...["[".repeat(5000), '{"a":'.repeat(5000), "%", "%zz", "%00", "&&==", ",,,", "unset", "1000000,1000000,1000000"],
];

/** A text as it may arrive: flipped, cut, doubled, with parts of it exchanged for something else; the same for the same seed. */
export function corrupted(text: string, seed: number): string {
  const { below, one } = chance(randomFrom(seed));
  const at = below(text.length);
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
  const words = [...text.matchAll(/[A-Za-z]{2,}/g)];
  const instead = (found: RegExpMatchArray | undefined, word: string) =>
    found?.index === undefined ? word : text.slice(0, found.index) + word + text.slice(found.index + found[0].length);
  switch (seed % 8) {
    case 0: // a byte flips
      return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << below(7))) + text.slice(at + 1);
    case 1: // it is cut
      return text.slice(0, at);
    case 2: // a part comes twice
      return text.slice(0, at) + text.slice(below(at + 1));
    case 3: // a number is another one
      return instead(
        numbers[below(numbers.length)],
        one(["-1", "1e9", "1e308", "0", "-0", "0.5", "1e999", "abc", "[1]"]),
      );
    case 4: // a name is another one
      return instead(words[below(words.length)], one(HOSTILE));
    case 5: // something comes in between
      return text.slice(0, at) + one(HOSTILE) + text.slice(at);
    case 6: // the end is missing, and something else follows
      return text.slice(0, at) + one(HOSTILE);
    default: // several bytes are others
      return [...text].map((each) => (below(25) === 0 ? String.fromCodePoint(below(0x2fff)) : each)).join("");
  }
}
