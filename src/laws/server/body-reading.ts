/** Family: the ways in which a handler reads a request's body (Fetch standard, §5.3 Body mixin). */

import assert from "node:assert/strict";
import type { ServerSubject } from "../server-subject.ts";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("bodies in");

/** Bodies can be read in every way. */
export const bodyReading: Family = [
  promise(
    "body-text",
    "text() decodes UTF-8, also where a character is cut in two",
    async (subject) => {
      const text = await readAs(subject, (request) => request.text());
      const bytes = Buffer.from("\u00fcmlaut \u{1f6ec}");
      assert.equal(
        await text([bytes.subarray(0, 1), bytes.subarray(1, 11), bytes.subarray(11)]),
        "\u00fcmlaut \u{1f6ec}",
      );
    },
  ),
  promise("body-json", "json() reads JSON, and rejects what is none", async (subject) => {
    const json = await readAs(subject, async (request) => {
      const value: unknown = await request.json().catch((error: Error) => error.name);
      return JSON.stringify(value);
    });
    assert.equal(await json(['{"a":[1,', "true]}"]), '{"a":[1,true]}');
    assert.equal(await json(["{"]), '"SyntaxError"');
  }),
  promise(
    "body-bytes",
    "bytes(), arrayBuffer() and blob() read every byte as it is",
    async (subject) => {
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      const read: readonly ((request: Request) => Promise<Uint8Array>)[] = [
        (request) => request.bytes(),
        async (request) => new Uint8Array(await request.arrayBuffer()),
        async (request) => (await request.blob()).bytes(),
      ];
      for (const way of read) {
        const hex = await readAs(subject, async (request) =>
          Buffer.from(await way(request)).toString("hex"),
        );
        assert.equal(await hex([all]), Buffer.from(all).toString("hex"));
      }
    },
  ),
  promise(
    "body-form",
    "formData() reads a form that is URL-encoded, and one in parts with a file",
    async (subject) => {
      const form = await readAs(subject, async (request) => {
        const data = await request.formData();
        const file = data.get("file");
        const content = file instanceof File ? [file.name, file.type, await file.text()] : file;
        return JSON.stringify([data.getAll("a"), content]);
      });
      const encoded = "Content-Type: application/x-www-form-urlencoded";
      assert.equal(await form(["a=1+2&a=%C3", "%BC&file="], encoded), '[["1 2","\u00fc"],""]');
      const parts = [
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n',
        '--b\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n',
        "Content-Type: text/x-law\r\n\r\nin the\r\nfile\r\n--b--\r\n",
      ];
      const expected = '[["1"],["f.txt","text/x-law","in the\\r\\nfile"]]';
      assert.equal(await form(parts, "Content-Type: multipart/form-data; boundary=b"), expected);
    },
  ),
  promise(
    "body-once",
    "a body is read once: bodyUsed says so, and a clone taken before has its own",
    async (subject) => {
      const twice = await readAs(subject, async (request) => {
        const copy = request.clone();
        const before = request.bodyUsed;
        const [mine, theirs] = [await request.text(), await copy.text()];
        const again = await request.text().catch((error: Error) => error.name);
        return [mine, theirs, before, request.bodyUsed, again].join();
      });
      assert.equal(await twice(["bo", "dy"]), "body,body,false,true,TypeError");
    },
  ),
];

type Send = (pieces: readonly (string | Uint8Array)[], line?: string) => Promise<string>;

/** Serves a way to read; the returned function posts pieces and gives what was read. */
async function readAs(
  subject: ServerSubject,
  read: (request: Request) => Promise<string>,
): Promise<Send> {
  return async (pieces, line = "X-Law: yes") => {
    await using stage = await Stage.set(
      subject,
      async (request) => new Response(await read(request)),
    );
    const client = await stage.open();
    const length = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
    client.send(requestHead("POST", "/", [line, `Content-Length: ${length}`]));
    for (const piece of pieces) {
      client.send(piece);
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    const { head, body } = await client.answer();
    assert.equal(head.status, 200, body);
    return body;
  };
}
