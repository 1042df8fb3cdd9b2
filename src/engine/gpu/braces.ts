/** Place of the brace that closes what was opened just before `at`. */
export function closingBrace(text: string, at: number): number {
  let depth = 1;
  for (let i = at; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  throw new Error(`a brace that is not closed: ${text.slice(at, at + 60)}`);
}
