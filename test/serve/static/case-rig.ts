/** Asks any server that serves the case folder under /static/ what a case asks. */

import http from "node:http";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { staticFiles } from "../../../src/serve/static/index.ts";
import { type Started, start } from "../engines/node/started.ts";
import { caseFiles, versionOf } from "./case-folder.ts";
import { longAgo } from "./folder.ts";
import type { HttpCase } from "./http-cases.ts";

/** Where a server listens. */
export type Place = { readonly port: number } | { readonly socketPath: string };

/** What it answered. */
export interface Heard {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Engine node with nothing but the folder. */
export function startCaseServer(root: string): Promise<Started> {
  const files = [staticFiles({ root, release: "1.2.3" })];
  return start(createPipeline(() => new Response("app"), { onError: () => {}, files }));
}

/** Asks what a case asks, its placeholders filled with what this server says about the file. */
export async function askCase(place: Place, one: HttpCase): Promise<Heard> {
  const [method = "", rawPath = ""] = one.ask.split(" ");
  const path = await fill(place, rawPath, rawPath);
  const fields: Record<string, string> = {};
  for (const [name, text] of Object.entries(one.fields)) {
    fields[name] = await fill(place, text, path);
  }
  return ask(place, { method, path, fields });
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

function ask(place: Place, { method, path, fields }: Question): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = http.request({ ...place, method, path, headers: { ...fields }, agent: false });
    request.on("error", reject).on("response", (incoming) => {
      const { statusCode: status = 0, headers } = incoming;
      const hear = (chunks: Buffer[]): void =>
        resolve({ status, headers, body: Buffer.concat(chunks) });
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

/** What the file holds that a path means. */
export function contentOf(path: string): Buffer {
  return Buffer.from(caseFiles[decodeURIComponent(nameOf(path))] ?? "");
}

/** Puts in what stands between braces; see `http-cases.ts`. */
export async function fill(place: Place, text: string, path: string): Promise<string> {
  if (!text.includes("{")) return text;
  const content = contentOf(path);
  const question = { method: "HEAD", path: `/static/${nameOf(path)}`, fields: {} };
  const { etag = "" } = (await ask(place, question)).headers;
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
