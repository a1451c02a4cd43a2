/** What the guestbook's tests share: a book in a temporary folder, requests, a second process. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { createRoutes } from "../../examples/guestbook/app.ts";
import { type Guestbook, openGuestbook } from "../../examples/guestbook/guestbook.ts";
import { ServedTrailers } from "../../src/http/index.ts";
import { silentLogger } from "../../src/core/index.ts";
import type { RequestContext, StartInfo } from "../../src/index.ts";

/** What a worker learns at its start. */
export const info: StartInfo = { worker: 1, generation: 7, addresses: ["127.0.0.1:8080"] };

/** Points the app at a fresh place before each test; its folder does not exist yet. */
export function useTemporaryBook(): { readonly folder: string; readonly file: string } {
  const place = { folder: "", file: "" };
  beforeEach(() => {
    place.folder = mkdtempSync(join(tmpdir(), "guestbook-"));
    place.file = join(place.folder, "not-yet-there", "guestbook.db");
    process.env["GUESTBOOK_DB"] = place.file;
  });
  afterEach(() => {
    delete process.env["GUESTBOOK_DB"];
    rmSync(place.folder, { recursive: true, force: true });
  });
  return place;
}

/** Opens the book before each test, and gives its routes. */
export function useRoutes(): { book: Guestbook; routes: ReturnType<typeof createRoutes> } {
  const opened = {} as { book: Guestbook; routes: ReturnType<typeof createRoutes> };
  beforeEach(async () => {
    opened.book = await openGuestbook(info);
    opened.routes = createRoutes(opened.book);
  });
  afterEach(() => opened.book.close());
  return opened;
}

/** A server's context in which nothing fires. */
export function context(): RequestContext {
  return {
    client: { address: "127.0.0.1", port: 50_000 },
    peer: { address: "127.0.0.1", port: 50_000 },
    scheme: "http",
    isLocal: true,
    isClientKnown: true,
    basePath: "",
    requestId: "request-1",
    trace: undefined,
    log: silentLogger,
    worker: 1,
    server: "node",
    signal: new AbortController().signal,
    draining: new AbortController().signal,
    trailers: new ServedTrailers(undefined),
    upgrade: () => {
      throw new Error("no WebSockets here");
    },
    waitUntil: () => {},
  };
}

/** A submitted form. */
export function formRequest(fields: Record<string, string>): Request {
  return new Request(`http://guestbook.test/`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });
}

/** A second process opens the same book and writes so many entries. */
export async function writeElsewhere(count: number): Promise<void> {
  const store = new URL("../../examples/guestbook/store.ts", import.meta.url).href;
  const script = `
    import { openStore } from ${JSON.stringify(store)};
    const store = await openStore(process.env.GUESTBOOK_DB);
    for (let n = 1; n <= ${count}; n++) store.add({ name: "Elsewhere", message: "Number " + n });
    store.close();`;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
}
