import { fillWords, type Key } from "./generator.ts";

/** Keeps a uniformly random subset of the columns of each row. */
export interface RowMask {
  /** Sets what row `row` of a matrix, n numbers, does not keep to 0. `key`: of the mask's stream. */
  apply(line: Float64Array, key: Key, row: number): void;
}

/**
 * `count` of n columns a row: those with the smallest words of the row, the first ones where words are equal. Words are
 * independent and uniform, so every subset is equally likely (ties, at most 2⁻³² a pair, aside).
 */
export function rowMask(n: number, count: number): RowMask {
  const words = new Uint32Array(n);
  const sorted = new Uint32Array(n);
  return {
    apply(line, key, row) {
      fillWords(words, n, key, row);
      sorted.set(words);
      sorted.sort();
      const last = sorted[count - 1];
      // Of the words that equal the last one kept, as many as there is room for.
      let room = count - sorted.indexOf(last);
      for (let column = 0; column < n; column++) {
        const word = words[column];
        if (word > last || (word === last && room-- <= 0)) line[column] = 0;
      }
    },
  };
}
