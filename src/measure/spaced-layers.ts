/** Layers from 0 to `depth`, ascending: all of them, or `most` evenly spaced ones. */
export function spacedLayers(depth: number, most: number): number[] {
  const count = Math.min(depth + 1, most);
  return Array.from({ length: count }, (_, i) => Math.round((i * depth) / (count - 1)));
}
