/** Median and interquartile range of some values. */
export interface Quartiles {
  median: number;
  lower: number;
  upper: number;
}

/** Quantiles by linear interpolation between the ordered values (type 7 of Hyndman and Fan 1996). */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2);
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}

/** Slope of the straight line through points, by least squares, and its standard error (0 for two points). */
export function slope(points: readonly (readonly [x: number, y: number])[]): { value: number; standardError: number } {
  const mean = (pick: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])];
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const value = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread;
  const rest = points.reduce((sum, point) => sum + (point[1] - y - value * (point[0] - x)) ** 2, 0);
  return { value, standardError: points.length > 2 ? Math.sqrt(rest / (points.length - 2) / spread) : 0 };
}
