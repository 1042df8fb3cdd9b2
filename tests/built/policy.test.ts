import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { LAB_POLICY } from "../../src/cli/lab-policy.ts";
import { commandLab } from "./command.ts";
import {
  BUILT,
  dragProbe,
  expectWorks,
  measured,
  newContext,
  newPage,
  onPlane,
  openAdvanced,
  openBrowser,
  SMALL,
} from "./lab.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe("the built lab's security policy", () => {
  it("allows nothing inline, nothing evaluated and nothing from elsewhere, and stands in page and headers", async () => {
    expect(LAB_POLICY).toContain("default-src 'none'");
    expect(LAB_POLICY).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    const html = readFileSync(join(BUILT, "index.html"), "utf8");
    const meta = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll("&#39;", "'");
    expect(meta).toBe(LAB_POLICY);
    // Before anything that it is about.
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.search(/<(link|script)/));
    const address = await commandLab();
    const worker = readFileSync(join(BUILT, "sw.js"), "utf8").match(/assets\/worker-[\w-]+\.js/)?.[0];
    for (const path of ["", "sw.js", worker ?? "none"]) {
      const { headers, status } = await fetch(new URL(path, address));
      expect(status).toBe(200);
      expect(headers.get("content-security-policy")).toBe(LAB_POLICY);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("is not once violated in a session with everything in it, embedded in a page of somebody else", async () => {
    const address = await commandLab();
    const context = await newContext(browser);
    onTestFinished(() => context.close());
    const watched = await newPage(context);
    const { page, complaints } = watched;
    await expectWorks(watched, `${address}?engine=cpu${SMALL}`);
    await dragProbe(page);
    await page.keyboard.press("Enter");
    await openAdvanced(page);
    await page.getByText("Study as JSON", { exact: true }).click();
    await page.getByRole("button", { name: "3D" }).click();
    await page.mouse.move(...(await onPlane(page, 0.6, 0.5)));
    await page.locator(".chips .chip").last().click();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator(".bench-run").click();
    await page.waitForFunction(() => document.querySelectorAll(".benchmark-panel tbody tr").length > 0);
    await page.locator(".bench-run").click();
    await page.locator(".chips .chip").first().click();
    await measured(page);
    expect(complaints).toEqual([]);
    // What the policy forbids it does forbid, as page and as header, or the silence above says nothing.
    await page.evaluate(() =>
      document.body.append(Object.assign(document.createElement("style"), { textContent: "p{}" })),
    );
    await expect.poll(() => complaints.filter((each) => each.startsWith("policy: style-src"))).toHaveLength(2);
  });

  it("lets a page of somebody else embed the lab", async () => {
    const address = await commandLab();
    const context = await newContext(browser);
    onTestFinished(() => context.close());
    const { page, complaints } = await newPage(context);
    await page.setContent(`<iframe src="${address}?engine=cpu${SMALL}" width="900" height="700"></iframe>`);
    const state = () => page.frameLocator("iframe").locator("#lab").getAttribute("data-state");
    await expect.poll(state, { timeout: 60_000 }).toBe("done");
    expect(complaints).toEqual([]);
  });
});
