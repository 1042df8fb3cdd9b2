import type { StudyInput } from "../../study/schema.ts";
import type { Citation } from "../../study/stories/story.ts";
import { STORIES } from "../../study/stories.ts";
import { h, symbol } from "../dom.ts";
import { STORY_KEYS } from "../keys.ts";
import { LAB_STORIES, type LabStory, storyOf } from "../stories.ts";

export interface StoryChips {
  readonly element: HTMLElement;
  /** Marks the story that a study tells, if it tells one, and says what is to be seen. */
  show(study: StudyInput): void;
  /** Opens a story by its place in the row; `say` hears which, before anything else is said of it. */
  open(index: number, say: (words: string) => void): void;
}

/** A row of stories to begin with; under it the words of the one on the page, and its other networks. */
export function createStoryChips(begin: (story: LabStory) => void): StoryChips {
  const chips = STORIES.map(({ id, title }, index) => {
    const key = STORY_KEYS[index];
    const chip = h(
      "button",
      { type: "button", class: "chip", "aria-pressed": "false", onclick: () => open(id) },
      title,
    );
    if (key === undefined) return chip;
    chip.setAttribute("aria-keyshortcuts", key);
    chip.title = `Key ${key}`;
    return chip;
  });
  const row = h("div", { class: "chips", role: "toolbar", "aria-label": "stories" }, ...chips);
  const variants = h("div", { class: "variants", role: "group", "aria-label": "networks of this story" });
  const claim = h("p", { class: "claim" });
  const attempt = h("p", { class: "attempt" });
  const source = h("p", { class: "source" });
  const strip = h("div", { class: "strip" }, claim, variants, attempt, source);
  const element = h("section", { class: "stories", "aria-label": "Stories" }, row, strip);
  let shown: LabStory | null | undefined;

  function open(id: string): void {
    const [first] = LAB_STORIES.filter(({ story }) => story.id === id);
    if (first !== undefined) begin(first);
  }

  /** One chip is in the tab order; arrows go to the others. */
  function rove(to: number): void {
    chips.forEach((chip, index) => {
      chip.tabIndex = index === to ? 0 : -1;
    });
  }
  rove(0);
  row.addEventListener("keydown", (event) => {
    const at = chips.indexOf(event.target as HTMLButtonElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: chips.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const to = (next + chips.length) % chips.length;
    rove(to);
    chips[to]?.focus();
  });

  return {
    element,
    open(index, say) {
      const story = STORIES[index];
      if (story === undefined) return;
      say(`Story: ${story.title}.`);
      open(story.id);
    },
    show(study) {
      const found = storyOf(study, shown ?? null);
      if (found === shown) return;
      shown = found;
      chips.forEach((chip, index) => {
        chip.setAttribute("aria-pressed", String(STORIES[index]?.id === found?.story.id));
      });
      const pressed = STORIES.findIndex(({ id }) => id === found?.story.id);
      if (pressed >= 0) rove(pressed);
      reveal(row, chips[pressed]);
      strip.classList.toggle("own", found === null);
      if (found === null) {
        claim.textContent =
          "A network of your own: any of the stories above begins with one of which something is known.";
        for (const each of [variants, attempt, source]) each.replaceChildren();
        return;
      }
      claim.replaceChildren(...symbols(found.claim));
      attempt.replaceChildren(h("b", {}, "Try: "), ...symbols(found.attempt));
      source.replaceChildren(...cited(found.source));
      const others = LAB_STORIES.filter(({ story }) => story.id === found.story.id);
      const buttons = others.map((each) =>
        h("button", { type: "button", "aria-pressed": String(each === found), onclick: () => begin(each) }, each.name),
      );
      // The focus stays where it is although the buttons are new ones.
      const focused = [...variants.children].indexOf(document.activeElement as Element);
      variants.replaceChildren(...(others.length > 1 ? buttons : []));
      if (focused >= 0) buttons[focused]?.focus();
    },
  };
}

/** Brings a chip into view where the row scrolls sideways, and moves nothing else. */
function reveal(row: HTMLElement, chip: HTMLElement | undefined): void {
  if (chip === undefined) return;
  const beyond = chip.offsetLeft + chip.offsetWidth - row.scrollLeft - row.clientWidth;
  if (beyond > 0) row.scrollLeft += beyond + 24;
  else if (chip.offsetLeft < row.scrollLeft) row.scrollLeft = chip.offsetLeft - 24;
}

function cited({ authors, title, year }: Citation): (Node | string)[] {
  return [`${authors}, `, h("cite", {}, title), `, ${year}`];
}

/** A sentence with σ_w² and its like as the page writes them elsewhere. */
export function symbols(text: string): (Node | string)[] {
  return text
    .split(/(σ_[wb]²?)/)
    .map((part) => (part.startsWith("σ_") ? symbol("σ", part.charAt(2), part.endsWith("²") ? "2" : "") : part));
}
