/** The guestbook, as a visitor and a program see it: the real app on real SQLite, without a server. */

import { describe, expect, test } from "vitest";
import app from "../../examples/guestbook/app.ts";
import { type Entry, judge } from "../../examples/guestbook/entry.ts";
import { context, formRequest, info, useRoutes, useTemporaryBook } from "./guestbook-rig.ts";

const origin = "http://guestbook.test";
const place = useTemporaryBook();

describe("the app contract", () => {
  test("entries survive a restart, and the new generation says its number", async () => {
    await app.start?.(info);
    const posted = await app.fetch(formRequest({ name: "Ada", message: "Ahoy" }), context());
    expect(posted.status).toBe(303);
    await app.stop?.();

    await app.start?.({ ...info, generation: 8 });
    const page = await (await app.fetch(new Request(`${origin}/`), context())).text();
    await app.stop?.();
    expect(page).toContain(">Ahoy</blockquote>");
    expect(page).toContain(`<b id="generation">8</b>`);
    expect(page).toContain(`<b id="pid">${process.pid}</b>`);
  });

  test("a stream ends when Landfall drains the worker", async () => {
    await app.start?.(info);
    const draining = new AbortController();
    const landfall = { ...context(), draining: draining.signal };
    const answer = await app.fetch(new Request(`${origin}/events`), landfall);
    draining.abort();
    expect(await answer.text()).toContain("event: worker");
    await app.stop?.();
  });

  test("a book that cannot be opened fails the start", async () => {
    process.env["GUESTBOOK_DB"] = place.folder;
    await expect(app.start?.(info)).rejects.toThrow("unable to open database file");
  });
});

describe("routes", () => {
  const opened = useRoutes();

  test("a signed entry is answered with a redirect to it and shown escaped", async () => {
    const posted = await opened.routes.request(
      formRequest({ name: "<i>Ada</i>", message: 'Tom & "Jerry" </template><script>' }),
    );
    expect(posted.status).toBe(303);
    expect(posted.headers.get("location")).toBe("/#entry-1");

    const page = await (await opened.routes.request("/")).text();
    expect(page).toContain('<li id="entry-1">');
    expect(page).toContain("&lt;i&gt;Ada&lt;/i&gt;");
    expect(page).toContain("Tom &amp; &quot;Jerry&quot; &lt;/template&gt;&lt;script&gt;");
    expect(page).toContain("1 entry<");
  });

  test("a multipart form works as well", async () => {
    const body = new FormData();
    body.set("name", "Ada");
    body.set("message", "In parts");
    const posted = await opened.routes.request("/", { method: "POST", body });
    expect(posted.status).toBe(303);
    expect(opened.book.store.get(1)?.message).toBe("In parts");
  });

  test("an entry that breaks the rules comes back with reasons and with what was typed", async () => {
    const answer = await opened.routes.request(
      formRequest({ name: "  ", message: `<&${"x".repeat(600)}` }),
    );
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain("Please tell us your name.");
    expect(page).toContain("Please keep the message to 500 characters: this is 602.");
    expect(page).toContain(`>&lt;&amp;${"x".repeat(600)}</textarea`);
    expect(page).toMatch(/<input[^>]*aria-invalid="true"[^>]*autofocus/);
    expect(opened.book.store.count()).toBe(0);
  });

  test("a body that is no form, or too large, is refused without an error", async () => {
    const broken = await opened.routes.request("/", {
      method: "POST",
      body: "no boundary in here",
      headers: { "content-type": "multipart/form-data; boundary=x" },
    });
    const large = await opened.routes.request(
      formRequest({ name: "Ada", message: "x".repeat(70_000) }),
    );
    expect([broken.status, large.status]).toEqual([400, 413]);
  });

  test("older entries are pages away, and each entry is on one page", async () => {
    for (let n = 1; n <= 45; n++) opened.book.store.add({ name: "Ada", message: `Number ${n}` });
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let path: string | undefined = "/"; path;) {
      const page = await (await opened.routes.request(path)).text();
      const ids = [...page.matchAll(/<li id="entry-([1-9]\d*)">/g)].map((match) => match[1] ?? "");
      seen.push(...ids);
      sizes.push(ids.length);
      path = /href="(\/\?before=\d+)"/.exec(page)?.[1];
    }
    expect(sizes).toEqual([20, 20, 5]);
    expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => String(45 - n)));
  });

  test("pages allow no foreign and no inline script, and contain none", async () => {
    const answer = await opened.routes.request("/");
    const page = await answer.text();
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("content-security-policy")).not.toContain("unsafe");
    expect(page).not.toMatch(/<style|style=|<script(?! type="module" src="\/assets\/)|\son\w+=/);
    expect(page).not.toMatch(/(src|href)="(?!\/)/);
  });

  test("every asset that the page names is served, and not sent twice", async () => {
    const page = await (await opened.routes.request("/")).text();
    const paths = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(
      (match) => match[1] ?? "",
    );
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const first = await opened.routes.request(path);
      const etag = first.headers.get("etag") ?? "";
      const second = await opened.routes.request(path, { headers: { "if-none-match": etag } });
      expect([path, first.status, second.status]).toEqual([path, 200, 304]);
    }
  });

  test("an unknown page is a 404 for people", async () => {
    const answer = await opened.routes.request("/nowhere");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("There is no such page.");
  });

  test("/healthz tells who is well", async () => {
    const answer = await opened.routes.request("/healthz");
    const well = { status: "ok", worker: 1, pid: process.pid, generation: 7 };
    expect(await answer.json()).toEqual(well);
  });

  test("/slow takes as long as it was told, within bounds", async () => {
    const begun = performance.now();
    const answer = await opened.routes.request("/slow?ms=60");
    expect(performance.now() - begun).toBeGreaterThanOrEqual(55);
    expect(await answer.text()).toContain("took 60 ms");
    for (const ms of ["20001", "-1", "soon", "1.5"]) {
      expect([ms, (await opened.routes.request(`/slow?ms=${ms}`)).status]).toEqual([ms, 400]);
    }
  });

  test("/throw leaves its error to the server", async () => {
    await expect(async () => opened.routes.request("/throw")).rejects.toThrow(
      "Somebody opened /throw.",
    );
  });

  describe("the API", () => {
    test("writes an entry, says where it is, and reads it back", async () => {
      const written = await opened.routes.request(
        jsonRequest({ name: "Ada", message: "one\r\ntwo" }),
      );
      const entry = await written.json();
      expect(written.status).toBe(201);
      expect(entry).toMatchObject({ id: 1, name: "Ada", message: "one\ntwo" });
      const read = await opened.routes.request(written.headers.get("location") ?? "");
      expect(await read.json()).toEqual(entry);
    });

    test("lists the newest entries and the way to older ones", async () => {
      for (let n = 1; n <= 51; n++) opened.book.store.add({ name: "Ada", message: `Number ${n}` });
      const answer = await opened.routes.request("/api/entries");
      const newest = (await answer.json()) as { entries: Entry[]; older: string };
      expect(newest.entries).toHaveLength(50);
      expect(newest.entries[0]?.id).toBe(51);
      const older = await (await opened.routes.request(newest.older)).json();
      expect(older).toMatchObject({ entries: [{ id: 1 }], older: null });
    });

    test("says in JSON what was wrong with an entry", async () => {
      const answer = await opened.routes.request(
        jsonRequest({ name: 7, message: "x".repeat(501) }),
      );
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({
        error: "The entry is not valid.",
        fields: {
          name: "Please tell us your name.",
          message: "Please keep the message to 500 characters: this is 501.",
        },
      });
    });

    test.each([
      [400, "a body that is not JSON", jsonRequest("{", true)],
      [400, "a body that is no object", jsonRequest(["Ada"])],
      [413, "a body that is too large", jsonRequest({ name: "x".repeat(70_000) })],
      [415, "a form", new Request(`${origin}/api/entries`, { method: "POST", body: "name=Ada" })],
      [400, "a cursor that is no id", new Request(`${origin}/api/entries?before=then`)],
      [404, "an entry that is not there", new Request(`${origin}/api/entries/99`)],
      [404, "a path that is not there", new Request(`${origin}/api/nowhere`)],
    ])("answers %i in JSON to %s", async (status, _what, request) => {
      const answer = await opened.routes.request(request);
      expect(answer.status).toBe(status);
      expect(await answer.json()).toEqual({ error: expect.stringMatching(/\.$/) });
      expect(opened.book.store.count()).toBe(0);
    });
  });
});

describe("what may be written", () => {
  test("up to the limits, counted as browsers count", () => {
    expect(judge({ name: "é".repeat(40), message: `${"x".repeat(498)}\r\nx` }).kind).toBe("valid");
    expect(judge({ name: "x".repeat(41), message: "x" }).kind).toBe("invalid");
    expect(judge({ name: "x", message: `${"x".repeat(498)}\r\n\r\ny` }).kind).toBe("invalid");
  });

  test("not an entry that nobody could see", () => {
    const verdict = judge({ name: "\u200b", message: "\u0000\n\t " });
    expect(verdict).toMatchObject({
      kind: "invalid",
      complaints: { name: /name/, message: /message/ },
    });
  });

  test("control characters and broken surrogates do not reach the book", () => {
    const { draft } = judge({ name: "A\nd\u0007a", message: "a\u0000b\ud800\r\n\tc" });
    expect(draft).toEqual({ name: "A da", message: "ab\ufffd\n\tc" });
  });
});

function jsonRequest(body: unknown, isRaw = false): Request {
  return new Request(`${origin}/api/entries`, {
    method: "POST",
    body: isRaw ? String(body) : JSON.stringify(body),
    headers: { "content-type": "application/json; charset=utf-8" },
  });
}
