/** Numbers in [0, 1), the same for the same seed (Steele, Lea & Flood 2014, SplitMix in 32 bits). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Choices of a random source. */
export function chance(random: () => number) {
  const below = (count: number) => Math.floor(random() * count);
  return {
    below,
    /** One of some; there must be one. */
    one<Item>(items: readonly Item[]): Item {
      if (items.length === 0) throw new RangeError("nothing to choose from");
      return items[below(items.length)] as Item;
    },
  };
}
