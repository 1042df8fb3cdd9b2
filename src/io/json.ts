/**
 * JSON text of a result. JSON has no infinities, so they become the strings "Infinity" and "-Infinity"; a NaN is
 * never a result and throws.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (key, each: unknown) => {
      if (typeof each !== "number" || Number.isFinite(each)) return each;
      if (Number.isNaN(each)) throw new RangeError(`${key === "" ? "the result" : key} is NaN`);
      return String(each);
    },
    indent,
  );
}
