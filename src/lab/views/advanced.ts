import type GUI from "lil-gui";
import { type ScalarField, scalarFields } from "../../study/fields.ts";
import { h } from "../dom.ts";

export interface Advanced {
  readonly element: HTMLElement;
  /** Shows the value of every field, by path. */
  show(values: (path: string) => unknown): void;
  destroy(): void;
}

/** What stands for no value. */
const UNSET = "";

/** Every scalar field of the study, folded away; made from the schema when it is first opened. */
export function createAdvanced(change: (path: string, value: unknown) => void): Advanced {
  const place = h("div", { class: "advanced-fields" });
  const element = h("details", { class: "advanced" }, h("summary", {}, "Advanced"), place);
  const state: Record<string, unknown> = {};
  let read: (path: string) => unknown = () => undefined;
  let gui: GUI | null = null;

  /** Fields without a default, such as the sparsity, are empty until they are written. */
  const shown = (path: string): unknown => read(path) ?? UNSET;

  function refresh(): void {
    if (gui === null) return;
    for (const { path } of scalarFields) state[path] = shown(path);
    for (const controller of gui.controllersRecursive()) controller.updateDisplay();
  }

  async function build(): Promise<void> {
    // Its style as a file: the page's security policy allows none within the page.
    const [{ default: Gui }] = await Promise.all([import("lil-gui"), import("lil-gui.css")]);
    if (gui !== null || !element.isConnected) return;
    for (const { path } of scalarFields) state[path] = shown(path);
    gui = new Gui({ container: place, title: "study", injectStyles: false });
    for (const field of scalarFields) add(gui, field);
  }

  function add(to: GUI, { path, kind, choices, title, description }: ScalarField): void {
    const optional = state[path] === UNSET;
    const all = optional ? [UNSET, ...(choices ?? [])] : [...(choices ?? [])];
    const controller = choices === undefined ? to.add(state, path) : to.add(state, path, all);
    controller.name(title).onFinishChange((written: unknown) => {
      const number = kind === "integer" || kind === "number";
      const value = written === UNSET ? undefined : number ? Number(written) : written;
      if (value !== read(path)) change(path, value);
    });
    controller.domElement.title = `${path}: ${description}`;
  }

  element.addEventListener("toggle", () => {
    if (element.open) void build();
  });
  return {
    element,
    show(values) {
      read = values;
      refresh();
    },
    destroy: () => gui?.destroy(),
  };
}
