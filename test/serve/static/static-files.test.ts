import { describe, expect, it } from "vitest";
import { ask, serveFolder } from "./folder.ts";

describe("files of a folder", () => {
  it("[F1] are served under the prefix, and two of them at the root, too", async () => {
    const files = serveFolder({ "a.txt": "text", "favicon.ico": "icon", "robots.txt": "robots" });
    const answer = await ask(files, "/static/a.txt");
    expect(answer?.status).toBe(200);
    expect(await answer?.text()).toBe("text");
    expect(await (await ask(files, "/favicon.ico"))?.text()).toBe("icon");
    expect(await (await ask(files, "/robots.txt"))?.text()).toBe("robots");
    expect(await ask(files, "/other.txt")).toBeUndefined();
  });
});
