import { directional, edgeOfChaos, saturation } from "./stories/phases.ts";
import { linearProduct, scalarTower } from "./stories/products.ts";
import { anyResidual, clipping, normalisation, residual } from "./stories/remedies.ts";
import type { Story, Variant } from "./stories/story.ts";
import { continuousDepth, recurrent } from "./stories/time.ts";

const ALL = [
  scalarTower,
  linearProduct,
  saturation,
  directional,
  edgeOfChaos,
  residual,
  anyResidual,
  normalisation,
  recurrent,
  clipping,
  continuousDepth,
] as const;

export type VariantId = (typeof ALL)[number]["variants"][number]["id"];

/** What is known of gradients, from one multiplication to an ordinary differential equation. */
export const STORIES: readonly Story[] = ALL;

/** The variant with this id. */
export function variantOf(id: VariantId): Variant {
  const found = STORIES.flatMap(({ variants }) => variants).find((variant) => variant.id === id);
  if (found === undefined) throw new RangeError(`no story has a variant ${id}`);
  return found;
}
