/** Text of a shader module by name, such as `generator` or `activation/tanh`. */
export type Sources = Readonly<Record<string, string>>;

/**
 * Replaces every line `#include name` by the module of that name, each module once, includes of includes too.
 * `aliases` gives a name its module where that depends on the network (`linear` → `dense`).
 */
export function link(entry: string, sources: Sources, aliases: Readonly<Record<string, string>> = {}): string {
  const seen = new Set<string>();
  const expand = (name: string): string => {
    const module = aliases[name] ?? name;
    if (seen.has(module)) return "";
    seen.add(module);
    const text = sources[module];
    if (text === undefined) throw new Error(`there is no shader module ${module}`);
    return text.replace(/^#include (\S+)$/gm, (_, included: string) => expand(included));
  };
  return expand(entry);
}
