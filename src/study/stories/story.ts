import type { Clip } from "../../measure/clip.ts";
import type { Scalar, StudyInput } from "../schema.ts";

/** Where a claim comes from. */
export interface Citation {
  authors: string;
  title: string;
  year: number;
}

/** One field with two values: the same network twice, to be looked at side by side. */
export interface StorySides {
  path: string;
  values: readonly [Scalar, Scalar];
}

/** A network that tells something known, in words and as a study. */
export interface Variant {
  /** Unique among all variants; of lower-case words, for addresses. */
  id: string;
  /** A few words that tell it from its story's other variants. */
  name: string;
  /** One sentence: what is to be seen. */
  claim: string;
  /** One thing to do with it, which names the control. */
  attempt: string;
  source: Citation;
  /** Written out at the place where the claim is seen. */
  study: StudyInput;
  /** What the two sides of a comparison are; without and with the skip path if not given. */
  sides?: StorySides;
  /** How gradients are clipped; not at all if not given. */
  clip?: Clip;
}

/** Something that is known of gradients, told by one or more networks; the first one opens it. */
export interface Story {
  /** Unique; of lower-case words, for addresses. */
  id: string;
  /** As short as a button. */
  title: string;
  variants: readonly [Variant, ...Variant[]];
}
