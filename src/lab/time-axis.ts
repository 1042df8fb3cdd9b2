import { scaleLinear } from "d3-scale";
import type { NetworkSpec } from "../network/spec.ts";

/** What depth is, and so how the page speaks of it. */
export interface TimeAxis {
  /** `time` where a layer takes time, `step` where all layers have the same weights, else `layer`. */
  kind: "layer" | "step" | "time";
  /** A layer in units of the axis: dt, or 1. Exponents per layer divided by it are exponents per unit. */
  unit: number;
  /** Unit of exponents. */
  rate: string;
  /** Title of the axis from the input to the output. */
  title: string;
  /** What grows along it: "depth" or "time". */
  along: string;
  /** Several layers. */
  plural: string;
}

/** Depth that is not time. */
export const LAYERS: TimeAxis = {
  kind: "layer",
  unit: 1,
  rate: "nats per layer",
  title: "input  ←  layer l  →  output",
  along: "depth",
  plural: "layers",
};

/** The axis of a network's depth. */
export function timeAxis({ dt, tied }: Pick<NetworkSpec, "dt" | "tied">): TimeAxis {
  const step = { along: "time", plural: "steps" } as const;
  if (dt !== undefined) {
    return { ...step, kind: "time", unit: dt, rate: "nats per unit time", title: "start  ←  time t  →  end" };
  }
  return tied
    ? { ...step, kind: "step", unit: 1, rate: "nats per step", title: "start  ←  time step t  →  end" }
    : LAYERS;
}

/** The axis of several networks: layers, where depth is not the same to all of them. */
export function commonTime(networks: readonly Pick<NetworkSpec, "dt" | "tied">[]): TimeAxis {
  const [first = LAYERS, ...others] = networks.map(timeAxis);
  return others.every(({ kind, unit }) => kind === first.kind && unit === first.unit) ? first : LAYERS;
}

/** A layer's place on the axis, without the digits of rounding. */
export function timeOf({ unit }: TimeAxis, layer: number): number {
  return Number((layer * unit).toPrecision(10));
}

/** A layer by name: "layer 12", "step 12", "time 1.2". */
export function momentOf(axis: TimeAxis, layer: number): string {
  return `${axis.kind} ${timeOf(axis, layer)}`;
}

/** Some layers: "64 layers", "64 steps", "time 6.4 (64 steps)". */
export function spanOf(axis: TimeAxis, layers: number): string {
  const noun = axis.kind === "layer" ? "layer" : "step";
  const counted = `${layers} ${noun}${layers === 1 ? "" : "s"}`;
  return axis.kind === "time" ? `${momentOf(axis, layers)} (${counted})` : counted;
}

/** A depth for its slider: "64", "64 steps", "128 steps, T = 12.8". */
export function stepsOf(axis: TimeAxis, layers: number): string {
  if (axis.kind === "layer") return String(layers);
  return axis.kind === "step" ? spanOf(axis, layers) : `${layers} steps, T = ${timeOf(axis, layers)}`;
}

/** A place of the axis that has a label. */
export interface Tick {
  layer: number;
  text: string;
}

/** About four layers, both ends among them; of time, round times. */
export function ticksOf(axis: TimeAxis, depth: number): Tick[] {
  if (axis.kind === "time") {
    const times = scaleLinear()
      .domain([0, timeOf(axis, depth)])
      .ticks(5);
    return times.map((time) => ({ layer: time / axis.unit, text: String(time) }));
  }
  const layers = Array.from({ length: 5 }, (_, index) => Math.round((index * depth) / 4));
  return [...new Set(layers)].map((layer) => ({ layer, text: String(layer) }));
}
