import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import { until } from "../../src/laws/deadline.ts";
import { seconds } from "../../src/core/index.ts";
import { createProject, LandfallProcess } from "./landfall-process.ts";

const program = spawnSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).stdout.trim();
const guestbook = resolve(import.meta.dirname, "../../examples/guestbook/app.ts");

async function openBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath: program, args });
  onTestFinished(() => browser.close());
  return browser;
}

it("[F3] a second visit of the guestbook asks for the page, and for no asset", async ({ skip }) => {
  skip(program === "", "chromium is not installed");
  const cwd = createProject({});
  const env = { GUESTBOOK_DB: resolve(cwd, "guestbook.db") };
  const args = ["serve", guestbook, "--port", "0", "--workers", "2", "--access-log", "common"];
  const served = new LandfallProcess(args, { cwd, env });
  const url = await served.url();
  const asked = (path: string): number => served.stdout.split(`"GET ${path}`).length - 1;
  const context = await (await openBrowser()).newContext();

  const visit = async (): Promise<readonly string[]> => {
    const page = await context.newPage();
    const loaded: string[] = [];
    page.on("requestfinished", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/assets/")) loaded.push(pathname);
    });
    await page.goto(url, { waitUntil: "load" });
    const isStyled = "getComputedStyle(document.body).fontFamily !== 'serif'";
    expect(await page.evaluate(isStyled)).toBe(true);
    await page.close();
    return loaded;
  };

  const first = await visit();
  expect(first.toSorted()).toContain("/assets/guestbook.css");
  await until("the first visit is logged", () => asked("/ ") === 1, seconds(10));
  const second = await visit();
  expect(second).toEqual(expect.arrayContaining(["/assets/guestbook.css", "/assets/guestbook.js"]));
  await until("the second visit is logged", () => asked("/ ") === 2, seconds(10));
  // Browsers may come late for the icon of the first visit.
  const names = ["guestbook.css", "guestbook.js", "icon.svg"];
  const counts = names.map((name) => asked(`/assets/${name}?v=`));
  expect(counts.slice(0, 2)).toEqual([1, 1]);
  expect(counts[2]).toBeLessThanOrEqual(1);
}, 60_000);
