import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import { installWebGlobals } from "../../../src/http/index.ts";
import type { Started } from "../engines/node/started.ts";
import { caseFiles } from "./case-folder.ts";
import { askCase, contentOf, fill, type Heard, startCaseServer } from "./case-rig.ts";
import { createFolder } from "./folder.ts";
import { type ExpectedBody, type Family, type HttpCase, httpCases } from "./http-cases.ts";

let started: Started;
let port = 0;
const undo: (() => void)[] = [];

beforeAll(async () => {
  started = await startCaseServer(createFolder(caseFiles, (remove) => undo.push(remove)));
  port = (started.address as TcpAddress).port;
});

afterAll(async () => {
  await started.server.close();
  for (const remove of undo) remove();
});

function assertBody(heard: Heard, expected: ExpectedBody, content: Buffer): void {
  const { body, headers } = heard;
  const at = (place: number): number => (place < 0 ? content.byteLength + place : place);
  const cut = ([from, to]: readonly [number, number]): Buffer =>
    content.subarray(at(from), to === -1 ? undefined : to);
  if (expected === "none") return expect(body.byteLength).toBe(0);
  if (expected === "whole") return expect(body.equals(content)).toBe(true);
  if (expected === "br") return expect(brotliDecompressSync(body).equals(content)).toBe(true);
  if (expected === "zstd") return expect(zstdDecompressSync(body).equals(content)).toBe(true);
  if (expected === "gzip") return expect(gunzipSync(body).equals(content)).toBe(true);
  if (typeof expected[0] === "number") {
    const range = expected as readonly [number, number];
    const part = cut(range);
    const end = at(range[0]) + part.byteLength - 1;
    expect(headers["content-range"]).toBe(`bytes ${at(range[0])}-${end}/${content.byteLength}`);
    return expect(body.equals(part)).toBe(true);
  }
  const parts = expected as readonly (readonly [number, number])[];
  expect(headers["content-range"]).toBeUndefined();
  expect(toParts(heard)).toEqual(
    parts.map((range) => {
      const part = cut(range);
      const end = at(range[0]) + part.byteLength - 1;
      return [`bytes ${at(range[0])}-${end}/${content.byteLength}`, part.toString("latin1")];
    }),
  );
}

/** Reads multipart/byteranges as RFC 2046 §5.1 has it. */
function toParts({ headers, body }: Heard): readonly (readonly string[])[] {
  const boundary = /^multipart\/byteranges; boundary=([\w-]+)$/.exec(
    headers["content-type"] ?? "",
  )?.[1];
  const pieces = `\r\n${body.toString("latin1")}`.split(`\r\n--${boundary}`);
  expect([pieces[0], pieces.at(-1)]).toEqual(["", "--\r\n"]);
  return pieces.slice(1, -1).map((piece) => {
    const [head = "", ...content] = piece.slice(2).split("\r\n\r\n");
    return [/^content-range: (.*)$/m.exec(head)?.[1] ?? "", content.join("\r\n\r\n")];
  });
}

async function check(one: HttpCase): Promise<void> {
  const [method = "", path = ""] = one.ask.split(" ");
  const heard = await askCase({ port }, one);
  expect(heard.status).toBe(one.status);
  for (const [name, value] of Object.entries(one.answer ?? {})) {
    const expected = value === null ? undefined : await fill({ port }, value, path);
    expect(heard.headers[name], name).toBe(expected);
  }
  if (one.body !== undefined) assertBody(heard, one.body, contentOf(path));
  if (method !== "HEAD" && one.status !== 304) {
    expect(heard.headers["content-length"]).toBe(String(heard.body.byteLength));
  }
  expect(started.errors).toEqual([]);
}

describe.each([
  ["our Response", installWebGlobals],
  ["Node's own Response", () => () => {}],
] as const)("static files with %s,", (_response, install) => {
  let restore = (): void => {};
  beforeAll(() => void (restore = install()));
  afterAll(() => restore());

  describe("methods and places:", () => run("places"));
  describe("[F5] conditions:", () => run("conditions"));
  describe("[F5] ranges:", () => run("ranges"));
  describe("[F11] content codings:", () => run("codings"));
  describe("[F3] versions:", () => run("versions"));
});

function run(family: Family): void {
  it.each(httpCases[family].map((one) => [one.name, one] as const))("%s", (_name, one) =>
    check(one),
  );
}

it("the table has at least 150 cases, each with a name of its own", () => {
  const names = Object.values(httpCases).flatMap((cases) => cases.map(({ name }) => name));
  expect(names.length).toBeGreaterThanOrEqual(150);
  expect(new Set(names).size).toBe(names.length);
});
