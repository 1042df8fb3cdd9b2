import { resolveStudy, withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import type { Story, Variant } from "../study/stories/story.ts";
import { STORIES, type VariantId, variantOf } from "../study/stories.ts";
import { BIAS_PATH, type LabAxis, SCALE_PATH, WEIGHT_PATH, WIDTH_PATH } from "./axis.ts";
import { FIRST_AXES, type Place, type Plane } from "./plane.ts";
import { shownValue } from "./shown-value.ts";

/** How the lab shows a network of a story: the axes of the plane, and that of the heatmap. */
export interface Scene {
  axes: Pick<Plane, "x" | "y">;
  across: LabAxis;
}

/** A network of a story on the page: in words, as a study, and as pictures. */
export interface LabStory extends Variant, Scene {
  story: Story;
  place: Place;
}

const linear = (path: string, to: number, from = 0): LabAxis => ({ path, from, to, log: false });
const weights = linear(WEIGHT_PATH, 4);
const biases = linear(BIAS_PATH, 1);
// Ends that make the studies' own values centres of the plane's 40 × 25 cells, and columns of the heatmap's 24.
const nearOne = linear(WEIGHT_PATH, 3.2);
const acrossOne = linear(WEIGHT_PATH, 3, 0.125);
/** From no residual branch at all. */
const scales = linear(SCALE_PATH, 1.6);
const widths: LabAxis = { path: WIDTH_PATH, from: 8, to: 128, log: true };
const NORM_PATH = "network.weights.spectralNorm";

const explosive: Scene = { axes: { x: linear(WEIGHT_PATH, 8), y: biases }, across: linear(WEIGHT_PATH, 7.2, 0.3) };
const product: Scene = { axes: { x: nearOne, y: widths }, across: acrossOne };
const phases = (from: number, to: number): Scene => ({ axes: FIRST_AXES, across: linear(WEIGHT_PATH, to, from) });
const gated = (gate: string): Scene => ({
  axes: FIRST_AXES,
  across: linear(`network.gates.${gate}.bias.mean`, 6.5, -5),
});
const diluted = (variance: number): Scene => ({
  axes: { x: scales, y: linear(WEIGHT_PATH, variance) },
  across: linear(SCALE_PATH, 1.2, 0.05),
});

const SCENES: Readonly<Record<VariantId, Scene>> = {
  "sigmoid-tower": { axes: { x: linear(WEIGHT_PATH, 16), y: biases }, across: linear(WEIGHT_PATH, 12, 0.5) },
  "linear-tower": { axes: { x: weights, y: biases }, across: linear(WEIGHT_PATH, 6, 0.25) },
  "gaussian-product": product,
  "orthogonal-product": product,
  reducible: phases(0.1, 3.55),
  "saturated-tanh": {
    axes: { x: linear(WEIGHT_PATH, 80), y: linear(BIAS_PATH, 400) },
    across: linear(WEIGHT_PATH, 70, 1),
  },
  directions: explosive,
  "edge-of-chaos": phases(0.3, 3.75),
  "residual-linear": diluted(2),
  "residual-relu": diluted(4),
  "gradient-scale": diluted(2),
  "batchnorm-relu": diluted(2),
  "tanh-rnn": phases(0.5, 3.95),
  "orthogonal-rnn": { axes: { x: nearOne, y: biases }, across: acrossOne },
  "rate-network": phases(0.5, 3.95),
  gru: gated("update"),
  lstm: gated("forget"),
  clipped: explosive,
  "spectral-norm": {
    axes: { x: linear(NORM_PATH, 3.2), y: { ...widths, from: 4, to: 16 } },
    across: linear(NORM_PATH, 3, 0.125),
  },
  "euler-coarse": phases(0.25, 3.7),
  "euler-fine": phases(0.25, 3.7),
  "neural-ode": phases(0.25, 3.7),
};

/** A story's network as the lab shows it. */
export function labStory(id: VariantId): LabStory {
  const [story] = STORIES.filter(({ variants }) => variants.some((variant) => variant.id === id));
  if (story === undefined) throw new RangeError(`no story has a variant ${id}`);
  const variant = variantOf(id);
  const scene = SCENES[id];
  return { ...variant, ...scene, story, place: placeIn(variant.study, scene) };
}

/** Every variant of every story, in their order. */
export const LAB_STORIES: readonly LabStory[] = (Object.keys(SCENES) as VariantId[]).map(labStory);

/** Where a study lies on the plane over these axes. */
function placeIn(study: StudyInput, { axes: { x, y } }: Scene): Place {
  return { x: Number(valueIn(study, x.path)), y: Number(valueIn(study, y.path)) };
}

/** The value of a field: what is written, or what stands for it. */
export function valueIn(study: StudyInput, path: string): unknown {
  const [cell] = resolveStudy(study).cells;
  return cell === undefined ? undefined : shownValue(study, cell, path);
}

/**
 * The story that a study tells: as long as its network is that story's, however it is measured, wherever on the story's plane
 * and whatever axes lie over it now. Where planes of several stories hold it, that is the one told `before`, if it is among
 * them. Null where it is none's.
 */
export function storyOf(study: StudyInput, before: LabStory | null = null): LabStory | null {
  const exact = LAB_STORIES.find((story) => networkOf(story.study, []) === networkOf(study, []));
  if (exact !== undefined) return exact;
  const found = LAB_STORIES.filter(({ study: own, axes: { x, y } }) => {
    const paths = [x.path, y.path];
    return networkOf(own, paths) === networkOf(study, paths);
  });
  return found.find((story) => story === before) ?? found[0] ?? null;
}

/** A study's network and fixed vectors as one text, whatever its values at some paths are. */
function networkOf({ network = {}, fixedVectors }: StudyInput, but: readonly string[]): string {
  let study: StudyInput = { network };
  for (const path of but) study = withValue(study, path, null);
  return canonical([study.network, fixedVectors ?? null]);
}

/** JSON with the fields of every object in alphabetical order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
