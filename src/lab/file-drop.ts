import { h } from "./dom.ts";

export interface FileDrop {
  /** Says that a file may be let go. */
  readonly element: HTMLElement;
  destroy(): void;
}

/** Files dropped anywhere on the page: it takes the first one, and the browser never leaves the page for it. */
export function createFileDrop(take: (file: File) => void): FileDrop {
  const element = h("div", { class: "drop-hint", "aria-hidden": "true" }, "Drop a study or a result to open it");
  element.hidden = true;
  const carriesFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") ?? false;

  const over = (event: DragEvent) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    element.hidden = false;
  };
  const leave = ({ relatedTarget }: DragEvent) => {
    if (relatedTarget === null) element.hidden = true;
  };
  const drop = (event: DragEvent) => {
    element.hidden = true;
    if (!carriesFile(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) take(file);
  };
  addEventListener("dragover", over);
  addEventListener("dragleave", leave);
  addEventListener("drop", drop);
  return {
    element,
    destroy() {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    },
  };
}
