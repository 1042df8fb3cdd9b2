import { scaleLinear } from "d3-scale";
import { decadesOf, short } from "../format.ts";
import { type HeatField, indexOf, type Limits } from "../heat-field.ts";
import { momentOf, timeOf } from "../time-axis.ts";
import type { HeatSpace, Point } from "./canvas-heat.ts";
import { acrossScale, acrossTicks, acrossTitle, type HeatFrame, type Svg } from "./heat-axes.ts";
import { heightOf } from "./heat-surface.ts";

type Pixel = [x: number, y: number];

/** Floor and back walls of each box: under the surfaces, which are always in front of them. */
export function drawWalls(svg: Svg, space: HeatSpace, maps: HeatFrame["maps"], limits: Limits): void {
  svg.selectAll("*").remove();
  for (let side = 0; side < maps; side++) {
    const at = (...point: Point): Pixel => space.project(side, point);
    const { back } = cornersOf(at);
    svg
      .append("path")
      .attr("class", "wall")
      .attr("d", polygon([at(0, 0, 0), at(1, 0, 0), at(1, 1, 0), at(0, 1, 0)]));
    const [x, y] = back;
    for (const [a, b] of [
      [at(x, 1 - y, 0), at(x, 1 - y, 1)],
      [at(1 - x, y, 0), at(1 - x, y, 1)],
    ] as const) {
      svg
        .append("path")
        .attr("class", "wall")
        .attr("d", polygon([a, at(x, y, 0), at(x, y, 1), b]));
    }
    for (const tick of decadeTicks(limits)) {
      const up = (tick - limits[0]) / (limits[1] - limits[0]);
      const run = [at(x, 1 - y, up), at(x, y, up), at(1 - x, y, up)];
      svg
        .append("path")
        .attr("class", tick === 0 ? "wall-line wall-zero" : "wall-line")
        .attr("d", path(run));
    }
  }
}

/** Ticks and names along the edges that face the reader, and the cursor on both surfaces. */
export function drawSpace(svg: Svg, space: HeatSpace, frame: HeatFrame, field: HeatField, limits: Limits): void {
  svg.selectAll("*").remove();
  const { grid, cell, time } = frame;
  const depth = grid.layers.at(-1) ?? 1;
  for (let side = 0; side < frame.maps; side++) {
    const at = (...point: Point): Pixel => space.project(side, point);
    const { front, left } = cornersOf(at);
    const label = (text: string, [x, y]: Pixel, [dx, dy]: Pixel, kind = "tick-label") =>
      svg
        .append("text")
        .attr("class", kind)
        .attr("x", x + dx)
        .attr("y", y + dy + 4)
        .attr("text-anchor", Math.abs(dx) < 4 ? "middle" : dx < 0 ? "end" : "start")
        .text(text);
    // Away from the floor's middle: where labels are out of the picture's way.
    const outwards = (a: Pixel, b: Pixel): Pixel => {
      const middle = at(0.5, 0.5, 0);
      const [x, y] = [(a[0] + b[0]) / 2 - middle[0], (a[1] + b[1]) / 2 - middle[1]];
      const length = Math.hypot(x, y) || 1;
      return [x / length, y / length];
    };
    const along = front[1];
    const xDirection = outwards(at(0, along, 0), at(1, along, 0));
    const scale = acrossScale(frame.grid);
    const [x0, x1] = [at(0, along, 0), at(1, along, 0)];
    const room = Math.hypot(x1[0] - x0[0], x1[1] - x0[1]);
    for (const tick of acrossTicks(frame, room * 0.9)) {
      label(short(tick), at(scale(tick), along, 0), times(xDirection, 13));
    }
    const [titleX, titleY] = at(0.5, along, 0);
    acrossTitle(svg, frame.axis.path, titleX + 36 * xDirection[0], titleY + 36 * xDirection[1] + 4, false);
    const across = front[0];
    const zDirection = outwards(at(across, 0, 0), at(across, 1, 0));
    for (const tick of [0, Math.round(depth / 2), depth]) {
      label(
        tick === 0 ? momentOf(time, 0) : String(timeOf(time, tick)),
        at(across, tick / depth, 0),
        times(zDirection, 13),
      );
    }
    for (const tick of decadeTicks(limits)) {
      // The corner's own label belongs to the layers.
      if (tick - limits[0] < 0.08 * (limits[1] - limits[0])) continue;
      label(decadesOf(tick), at(...left, (tick - limits[0]) / (limits[1] - limits[0])), [-6, 0]);
    }
    label("log₁₀", at(...left, 1), [4, -14], "space-title");
    const height = (column: number, row: number): Pixel => {
      const index = indexOf(grid, side, { column, row });
      return at((column + 0.5) / grid.columns.length, (row + 0.5) / grid.layers.length, heightOf(field, index, limits));
    };
    const known = (column: number) => field.shown[indexOf(grid, side, { column, row: 0 })] !== 0;
    if (!known(cell.column)) continue;
    const column = grid.layers.map((_, row) => height(cell.column, row));
    const row = grid.columns.flatMap((_, index) => (known(index) ? [height(index, cell.row)] : []));
    const mark = svg.append("g").attr("class", "crosshair space-cursor");
    for (const name of ["cross-halo", "cross"]) {
      mark.append("path").attr("class", name).attr("d", path(row));
      mark.append("path").attr("class", name).attr("d", path(column));
    }
    const [cx, cy] = height(cell.column, cell.row);
    for (const name of ["box-halo", "box"]) {
      mark.append("circle").attr("class", name).attr("cx", cx).attr("cy", cy).attr("r", 5);
    }
  }
}

/** Corners of the floor, seen from the camera: the hindmost, the foremost and the one furthest left. */
function cornersOf(at: (...point: Point) => Pixel) {
  const corners = ([0, 1] as const).flatMap((across) => ([0, 1] as const).map((along) => [across, along] as const));
  const by = (rank: (pixel: Pixel) => number) =>
    corners.toSorted((a, b) => rank(at(...a, 0)) - rank(at(...b, 0)))[0] ?? ([0, 0] as const);
  return { back: by(([, y]) => y), front: by(([, y]) => -y), left: by(([x]) => x) };
}

/** Some five whole decades of a scale. */
export function decadeTicks([low, high]: Limits): number[] {
  return scaleLinear().domain([low, high]).ticks(4);
}

function times([x, y]: Pixel, length: number): Pixel {
  return [x * length, y * length];
}

/** An SVG path through some pixels. */
export function path(pixels: readonly Pixel[]): string {
  return pixels.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)},${y.toFixed(1)}`).join("");
}

function polygon(pixels: readonly Pixel[]): string {
  return `${path(pixels)}Z`;
}
