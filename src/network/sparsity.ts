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
  return {
    apply(line, key, row) {
      fillWords(words, n, key, row);
      const last = smallest(words, count);
      // Of the words that equal the last one kept, as many as there is room for.
      let room = count;
      for (let column = 0; column < n; column++) if (words[column] < last) room--;
      for (let column = 0; column < n; column++) {
        const word = words[column];
        if (word > last || (word === last && room-- <= 0)) line[column] = 0;
      }
    },
  };
}

/** The `count`-th smallest word, by bisection: 32 walks over a row are less than a sort of it. */
function smallest(words: Uint32Array, count: number): number {
  let low = 0;
  let high = 2 ** 32 - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    let below = 0;
    for (let i = 0; i < words.length; i++) if (words[i] <= middle) below++;
    if (below >= count) high = middle;
    else low = middle + 1;
  }
  return low;
}
