/** Of the counted layers, how many belong to the first half. */
export function firstHalf(layers: number): number {
  return Math.floor(layers / 2);
}
