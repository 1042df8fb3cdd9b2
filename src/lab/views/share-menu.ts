import { h } from "../dom.ts";

export interface ShareMenu {
  readonly element: HTMLElement;
  /** Selects the link for somebody to copy it by hand. */
  select(): void;
  destroy(): void;
}

export interface ShareEvents {
  /** The whole link, and what there is to say about it. */
  link(): { href: string; remark: string };
  copy(): void;
  download(): void;
  file(file: File): void;
}

/** The button "Share" and what it opens: the link to read and copy, the study as a file, and a file to open. */
export function createShareMenu(events: ShareEvents): ShareMenu {
  const link = h("input", { id: "share-link", type: "text", readonly: true, spellcheck: "false" });
  const remark = h("p", { class: "share-remark" });
  const picker = h("input", {
    type: "file",
    accept: ".json,application/json",
    hidden: true,
    "aria-label": "file to open",
  });
  const item = (words: string, title: string, run: () => void) =>
    h("button", { type: "button", title, onclick: run }, words);
  const panel = h(
    "div",
    { class: "share-panel", id: "share-panel", role: "group", "aria-label": "share this page" },
    h("label", { for: link.id }, "link to what the page shows"),
    link,
    remark,
    item("Copy link", "What the page shows, as a link (c)", () => close(events.copy)),
    item("Download study.json", "The study of the plane, for the command line or to open here", () =>
      close(events.download),
    ),
    item("Open file…", "A study, or a result of lyascope spectrum or gradient --json; or drop it on the page", () =>
      close(() => picker.click()),
    ),
    picker,
  );
  const button = h(
    "button",
    {
      type: "button",
      class: "share-button",
      "aria-expanded": "false",
      "aria-controls": panel.id,
      "data-menu": true,
      onclick: toggle,
    },
    "Share",
  );
  const element = h("div", { class: "share" }, button, panel);
  panel.hidden = true;
  picker.addEventListener("change", () => {
    const [file] = picker.files ?? [];
    // The same file may be chosen again.
    picker.value = "";
    if (file !== undefined) events.file(file);
  });
  link.addEventListener("focus", () => link.select());
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
  const away = (event: Event) => {
    if (!panel.hidden && event.target instanceof Node && !element.contains(event.target)) show(false);
  };
  document.addEventListener("pointerdown", away);
  document.addEventListener("focusin", away);

  function show(open: boolean): void {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const { href, remark: words } = events.link();
    link.value = href;
    remark.textContent = words;
    remark.hidden = words === "";
  }

  function toggle(): void {
    show(panel.hasAttribute("hidden"));
  }

  function close(then: () => void): void {
    show(false);
    button.focus();
    then();
  }

  return {
    element,
    select() {
      show(true);
      link.focus();
      link.select();
    },
    destroy() {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    },
  };
}
