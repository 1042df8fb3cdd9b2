type Properties = Record<string, string | number | boolean | ((event: Event) => void)>;

/** An element with attributes (`on…` are listeners, false leaves an attribute out) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** A symbol with its index, as in λ₁, for places where HTML can say it better than Unicode. */
export function symbol(letter: string, below: string, above = ""): HTMLElement {
  const scripts = h("span", { class: "scripts" }, h("sup", {}, above), h("sub", {}, below));
  return h("i", { class: "symbol" }, letter, above === "" ? h("sub", {}, below) : scripts);
}

/**
 * Calls back when an element's width has changed, in the next frame: a layout that changes sizes inside the observer's
 * own turn would be an error. Returns what ends it.
 */
export function onWidth(element: Element, layout: () => void): () => void {
  let width = element.clientWidth;
  let frame = 0;
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(layout);
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** The element that is there by construction. */
export function find(root: ParentNode, selector: string): HTMLElement {
  const element = root.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`the page has no ${selector}`);
  return element;
}
