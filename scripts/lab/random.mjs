/** Numbers from 0 to 1, the same for the same seed (mulberry32), and choices made with them. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    number,
    below: (count) => Math.floor(number() * count),
    one: (list) => list[Math.floor(number() * list.length)],
    chance: (part) => number() < part,
  };
}
