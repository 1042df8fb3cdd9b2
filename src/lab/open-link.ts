import { InputError } from "../io/error.ts";
import { quoted } from "../io/plain-text.ts";
import { StudyError } from "../study/error.ts";
import { checkState } from "./check-state.ts";
import { linkState } from "./link.ts";
import { FIRST } from "./options.ts";
import { type PageState, storyState } from "./page-state.ts";
import type { Grid } from "./plane.ts";

/** What became of a link. */
export interface OpenedLink {
  state: PageState;
  /** Why the state is the first page's; null where it is the link's. */
  wrong: string | null;
}

/** What a link shows; the first page, and one line on what is wrong, where it shows nothing. Never throws. */
export function openLink(fragment: string, grid: Grid): OpenedLink {
  try {
    const state = linkState(fragment, grid);
    checkState(state, grid);
    return { state, wrong: null };
  } catch (error) {
    return { state: storyState(FIRST, grid), wrong: `This link cannot be opened: ${reasonOf(error)}` };
  }
}

/** One line on what is wrong with something from outside. */
export function reasonOf(error: unknown): string {
  if (error instanceof StudyError || error instanceof InputError) return error.message;
  // Something may be nested too deep even to be checked.
  return quoted(error instanceof Error ? error.message : String(error));
}
