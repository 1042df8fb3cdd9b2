/** A choice of the visitor's that outlives the page. */
export interface Remembered<Choice extends string> {
  value: Choice;
}

/** A choice under a name; the first one where none is remembered. A browser may forbid a page to remember: it then lasts as long as the page. */
export function remembered<const Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Remembered<Choice> {
  let value = choices.find((choice) => choice === read(name)) ?? choices[0];
  return {
    get value() {
      return value;
    },
    set value(next) {
      value = next;
      try {
        localStorage.setItem(name, next);
      } catch {
        // Not remembered.
      }
    },
  };
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
