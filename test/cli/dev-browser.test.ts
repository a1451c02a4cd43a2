/** The error page and live reload in a real browser. Screenshots are kept in `artifacts/`. */

import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Dev } from "./dev-rig.ts";
import { writeFiles } from "./landfall-process.ts";

const program = "/usr/bin/chromium";
const artifacts = resolve(import.meta.dirname, "../../artifacts");

const page = (title: string): string => `
interface Answer { readonly title: string }
const answer: Answer = { title: ${JSON.stringify(title)} };
export default () =>
  new Response("<!doctype html><h1>" + answer.title + "</h1>", { headers: { "content-type": "text/html" } });
`;

const hostile = `<img src=x onerror="document.body.dataset.owned=1"></template></script><script>document.body.dataset.owned=2</script>`;

const broken = `
interface Card { readonly number: string }

function charge(card: Card | undefined): string {
  return card!.number; // the line
}

export default () => {
  try {
    return new Response(charge(undefined));
  } catch (cause) {
    throw new Error("cannot charge ${hostile.replaceAll('"', '\\"')}", { cause });
  }
};
`;

describe.skipIf(!existsSync(program))("in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(artifacts, { recursive: true });
    browser = await chromium.launch({
      executablePath: program,
      args: ["--no-sandbox", "--disable-background-networking"],
    });
  }, 60_000);

  afterAll(() => browser.close());

  async function open(dev: Dev, colorScheme: "light" | "dark" = "light"): Promise<Page> {
    const context = await browser.newContext({ colorScheme });
    onTestFinished(() => context.close());
    await context.setExtraHTTPHeaders({ "x-hostile": hostile, authorization: "Bearer hunter2" });
    await context.addCookies([{ name: "sid", value: "hunter2", url: dev.url }]);
    const opened = await context.newPage();
    await opened.goto(dev.url);
    return opened;
  }

  test("[C5] [C9] a broken app shows the error with its lines, hostile text is inert, and mended it comes back by itself", async () => {
    const env = {
      API_TOKEN: "hunter2",
      DATABASE_URL: "postgres://me:hunter2@db/x",
      PLAIN: hostile,
    };
    const dev = await Dev.start({ "app.ts": page("works") }, [], { env });
    const tab = await open(dev);
    expect(await tab.textContent("h1")).toBe("works");
    writeFiles(dev.folder, { "app.ts": broken });
    await dev.process.says(/answers after/);
    await tab.reload();
    expect(await tab.textContent("h1")).toBe(`cannot charge ${hostile}`);
    expect(await tab.locator("h2").textContent()).toContain("Cannot read properties of undefined");
    const marked = tab.locator("section").nth(1).locator(".here").first();
    expect(await marked.textContent()).toBe("5  return card!.number; // the line\n");
    expect(await marked.isVisible()).toBe(true);
    await tab.screenshot({ path: join(artifacts, "error-page-light.png"), fullPage: true });
    for (const summary of await tab.locator("summary").all()) {
      if ((await summary.locator("..").getAttribute("open")) === null) await summary.click();
    }
    const html = await tab.content();
    expect(html).not.toContain("hunter2");
    expect(html).toContain("postgres://me:[redacted]@db/x");
    expect(await tab.locator("img").count()).toBe(0);
    expect(await tab.evaluate("document.body.dataset.owned")).toBeUndefined();
    const night = await open(dev, "dark");
    await night.screenshot({ path: join(artifacts, "error-page-dark.png"), fullPage: true });
    writeFiles(dev.folder, { "app.ts": page("mended") });
    await tab.locator("h1", { hasText: "mended" }).waitFor();
  }, 90_000);

  test("an app that cannot be loaded shows the line of the syntax error, and comes back", async () => {
    const dev = await Dev.start({ "app.ts": "const one: number = 1;\nconst two: = 2;\n" });
    const tab = await open(dev);
    expect(await tab.textContent("h1")).toContain("syntax error");
    expect(await tab.locator(".here").first().textContent()).toBe("2const two: = 2;\n");
    await tab.screenshot({ path: join(artifacts, "error-page-syntax.png"), fullPage: true });
    writeFiles(dev.folder, { "app.ts": page("loaded") });
    await tab.locator("h1", { hasText: "loaded" }).waitFor();
  }, 90_000);

  test("the button copies the whole chain", async () => {
    const dev = await Dev.start({ "app.ts": broken });
    const tab = await open(dev);
    await tab.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await tab.click("#copy");
    await tab.locator("#copy", { hasText: "Copied" }).waitFor();
    const copied = await tab.evaluate("navigator.clipboard.readText()");
    expect(copied).toContain(hostile);
    expect(copied).toMatch(/Caused by: TypeError: .*\n.*app\.ts:5:/);
  }, 90_000);

  test("--live loads the page again after each restart, and only then adds a script", async () => {
    const dev = await Dev.start({ "app.ts": page("one") }, ["--live"]);
    const tab = await open(dev);
    for (const title of ["two", "three"]) {
      writeFiles(dev.folder, { "app.ts": page(title) });
      await tab.locator("h1", { hasText: title }).waitFor();
    }
    expect(await tab.locator("script").getAttribute("src")).toBe("/__landfall/dev.js");
  }, 90_000);
});
