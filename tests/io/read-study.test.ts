import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/io/error.ts";
import { parseJson } from "../../src/io/parse-json.ts";
import { readStudy } from "../../src/io/read-study.ts";

describe("reading a study", () => {
  it("takes a file, with or without a byte order mark", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "lyascope-")), "study.json");
    writeFileSync(file, '\uFEFF{ "depth": 8 }\r\n');
    expect(await readStudy(file)).toEqual({ depth: 8 });
  });

  it("names what is missing", async () => {
    await expect(readStudy("/nowhere/study.json")).rejects.toThrow(new InputError("/nowhere/study.json: no such file"));
    await expect(readStudy(tmpdir())).rejects.toThrow(/is a directory/);
  });

  it.each([
    ["", "x is not JSON: Unexpected end of JSON input (it is empty)"],
    ['{"a": 1,\n "b": 2,\n}', "x is not JSON: Expected double-quoted property name (line 3, column 1)"],
    ["{\n  depth: 5 }", "x is not JSON: Expected property name or '}' (line 2, column 3)"],
  ])("says where %j goes wrong", (content, message) => {
    expect(() => parseJson(content, "x")).toThrow(new InputError(message));
  });

  it("stays on one line", () => {
    let message = "";
    try {
      parseJson('{"a":\nNaN\n}', "x");
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/^InputError: x is not JSON: [^\n]*N[^\n]*$/);
  });
});
