import http from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { staticFiles } from "../../../src/serve/static/index.ts";
import { type Started, start } from "../engines/node/started.ts";
import { caseFiles, versionOf } from "./case-folder.ts";
import { createFolder, longAgo } from "./folder.ts";
import { type ExpectedBody, type Family, type HttpCase, httpCases } from "./http-cases.ts";

interface Heard {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

let started: Started;
let port = 0;
const undo: (() => void)[] = [];

beforeAll(async () => {
  const root = createFolder(caseFiles, (remove) => undo.push(remove));
  const files = [staticFiles({ root, release: "1.2.3" })];
  started = await start(createPipeline(() => new Response("app"), { onError: () => {}, files }));
  port = (started.address as TcpAddress).port satisfies AddressInfo["port"];
});

afterAll(async () => {
  await started.server.close();
  for (const remove of undo) remove();
});

function ask(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, method, path, headers: { ...headers }, agent: false });
    request.on("error", reject).on("response", (incoming) => {
      const { statusCode: status = 0, headers: heard } = incoming;
      const hear = (chunks: Buffer[]): void =>
        resolve({ status, headers: heard, body: Buffer.concat(chunks) });
      incoming.toArray().then(hear, reject);
    });
    request.end();
  });
}

/** The name of the file that a path means, still escaped. */
function nameOf(path: string): string {
  const bare = path.replace(/\?.*/, "").replace(/^\/static\/(_v\/[^/]+\/|_[\d.]+\/)?/, "");
  return bare.replace(/\/$/, "/index.html");
}

function contentOf(path: string): Buffer {
  return Buffer.from(caseFiles[decodeURIComponent(nameOf(path))] ?? "");
}

async function fill(text: string, path: string): Promise<string> {
  if (!text.includes("{")) return text;
  const content = contentOf(path);
  const { etag = "" } = (await ask("HEAD", `/static/${nameOf(path)}`, {})).headers;
  const second = Math.floor(longAgo.getTime() / 1_000) * 1_000;
  const values: Readonly<Record<string, string>> = {
    tag: etag,
    version: etag.slice(1, -1),
    hash: versionOf(content),
    modified: new Date(second).toUTCString(),
    earlier: new Date(second - 1_000).toUTCString(),
    later: new Date(second + 1_000).toUTCString(),
    size: String(content.byteLength),
  };
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? "?");
}

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
  const [method = "", rawPath = ""] = one.ask.split(" ");
  const path = await fill(rawPath, rawPath);
  const fields: Record<string, string> = {};
  for (const [name, text] of Object.entries(one.fields)) fields[name] = await fill(text, path);
  const heard = await ask(method, path, fields);
  expect(heard.status).toBe(one.status);
  for (const [name, value] of Object.entries(one.answer ?? {})) {
    const expected = value === null ? undefined : await fill(value, path);
    expect(heard.headers[name], name).toBe(expected);
  }
  if (one.body !== undefined) assertBody(heard, one.body, contentOf(path));
  if (method !== "HEAD" && one.status !== 304) {
    expect(heard.headers["content-length"]).toBe(String(heard.body.byteLength));
  }
  expect(started.errors).toEqual([]);
}

describe("static files, methods and places:", () => run("places"));
describe("[F5] static files, conditions:", () => run("conditions"));
describe("[F5] static files, ranges:", () => run("ranges"));
describe("[F11] static files, content codings:", () => run("codings"));
describe("[F3] static files, versions:", () => run("versions"));

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
