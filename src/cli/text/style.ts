/** What a text is laid out for. */
export interface Screen {
  readonly columns: number;
  readonly style: Style;
}

/** Colours for text, none where the output shows none (a pipe, a file, NO_COLOR). */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  /** Zero-centred: blue below, red above; `t` from −1 to 1. */
  diverging(text: string, t: number): string;
}

const PLAIN: Style = { bold: (text) => text, dim: (text) => text, diverging: (text) => text };

/** xterm-256 colours from strong blue to strong red, in equal steps. */
const DIVERGING = [26, 32, 74, 110, 152, 253, 223, 216, 209, 203, 160];

/** A style for a terminal of so many colours; 0 is none. */
export function styleFor(colors: number): Style {
  if (colors < 16) return PLAIN;
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
  const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
  if (colors < 256) return { bold, dim, diverging: (text, t) => `\u001b[${t < 0 ? 34 : 31}m${text}\u001b[39m` };
  return {
    bold,
    dim,
    diverging(text, t) {
      const step = Math.round(((Math.max(-1, Math.min(1, t)) + 1) / 2) * (DIVERGING.length - 1));
      return `\u001b[38;5;${DIVERGING[step]}m${text}\u001b[39m`;
    },
  };
}
