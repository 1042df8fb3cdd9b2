/** What keys do on the page. */
export type ActionName =
  | "move"
  | "pin"
  | "back"
  | "pause"
  | "cancel"
  | "story"
  | "surface"
  | "theme"
  | "picture"
  | "link"
  | "help";

/** A view with a cursor, which can have the focus. */
export type KeyView = "plane" | "heatmap";

/** Keys that do one thing. */
export interface Key {
  action: ActionName;
  /** Values of KeyboardEvent.key, letters in lower case. */
  keys: readonly string[];
  /** As they are written on a keyboard. */
  shown: string;
  words: string;
  /** Where they hold: anywhere on the page, or on these views while they have the focus. */
  where: "page" | readonly KeyView[];
}

/** A key for each story, in their order. */
export const STORY_KEYS: readonly string[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-"];

/** Columns and rows that an arrow key goes, rows upwards. */
export const ARROWS: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Columns and rows that an arrow key goes: ten with Shift. */
export function stepsOf({ key, shift }: { key: string; shift: boolean }): [columns: number, rows: number] {
  const [columns, rows] = ARROWS[key] ?? [0, 0];
  const step = shift ? 10 : 1;
  return [columns * step, rows * step];
}

/** Every key of the page. What handles keys, the help of the page and its documentation are made of this table. */
export const KEYS: readonly Key[] = [
  {
    action: "move",
    keys: Object.keys(ARROWS),
    shown: "← → ↑ ↓",
    words: "move the cursor by one cell, with Shift by ten",
    // Elsewhere they scroll the page.
    where: ["plane", "heatmap"],
  },
  { action: "pin", keys: ["Enter"], shown: "Enter", words: "pin the probe’s place", where: "page" },
  { action: "back", keys: ["Backspace"], shown: "Backspace", words: "undo a zoom", where: ["plane"] },
  { action: "pause", keys: [" "], shown: "Space", words: "pause the measurement, or let it go on", where: "page" },
  {
    action: "cancel",
    keys: ["Escape"],
    shown: "Esc",
    words: "give up a drag, else cancel the measurement",
    where: "page",
  },
  {
    action: "story",
    keys: STORY_KEYS,
    shown: "1 … 9, 0, -",
    words: "open story 1 … 9, 10, 11",
    where: "page",
  },
  {
    action: "surface",
    keys: ["o"],
    shown: "o",
    words: "show the heatmap flat or as a surface (2D, 3D)",
    where: "page",
  },
  { action: "theme", keys: ["t"], shown: "t", words: "light, dark, or as the system has it", where: "page" },
  { action: "picture", keys: ["s"], shown: "s", words: "save a PNG of the panel that has the focus", where: "page" },
  { action: "link", keys: ["c"], shown: "c", words: "copy a link to what the page shows", where: "page" },
  { action: "help", keys: ["?"], shown: "?", words: "show these keys", where: "page" },
];

/** Where a key holds, in words. */
export function placesOf({ where }: Key): string {
  return where === "page" ? "anywhere" : where.map((view) => `on the ${view}`).join(" or ");
}

/** The keys of a view as `aria-keyshortcuts` names them. */
export function shortcutsOf(view: KeyView): string {
  const own = KEYS.filter(({ where }) => where !== "page" && where.includes(view));
  return own.flatMap(({ keys }) => keys).join(" ");
}

/** What of a keyboard event says which key it is. */
export type Stroke = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey" | "repeat">;

/** The entry of a key that was struck on a view, or on none of them; undefined where it means nothing here. */
export function keyOf(stroke: Stroke, view: KeyView | null): Key | undefined {
  // The browser's own, and those of assistive technology.
  if (stroke.altKey || stroke.ctrlKey || stroke.metaKey) return undefined;
  // Caps Lock is not Shift.
  const struck = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
  const found = KEYS.find(
    ({ keys, where }) => keys.includes(struck) && (where === "page" || (view !== null && where.includes(view))),
  );
  if (found?.action === "move") return found;
  // Shift makes digits and signs on some keyboards; with another key it asks for something else, such as to scroll.
  const plain = !stroke.shiftKey || !/^([a-z ]|.{2,})$/.test(struck);
  // A key that is held down does once what it does.
  return plain && !stroke.repeat ? found : undefined;
}

const WRITTEN = /^(?:|color|date|datetime-local|email|month|number|password|search|tel|text|time|url|week)$/;

/** Whether an element does something of its own with a key: types it, presses itself, chooses by it. */
export function hasOwnUse(element: Element, key: string): boolean {
  if (element.closest("[role=menu], [role=listbox], dialog, [popover]") !== null) return true;
  if (element instanceof HTMLElement && element.isContentEditable) return true;
  if (element.matches("textarea, select")) return true;
  if (element instanceof HTMLInputElement) return WRITTEN.test(element.type) || key === " " || key === "Enter";
  return element.closest("button, summary, a[href], [role=button]") !== null && (key === " " || key === "Enter");
}
