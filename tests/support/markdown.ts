/** A fenced block of a Markdown page. */
export interface Block {
  language: string;
  content: string;
}

export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language = "", content = ""]) => ({
    language,
    content,
  }));
}

/** The lines of its shell blocks. */
export function linesOf(page: string): string[] {
  return blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ content }) => content.trim().split("\n"));
}

/** Words of a command line whose only quotes are single ones. */
export function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
