/** The requests that are made, what a right answer to each is, and how it is asked for once before anything is measured. */

import http from "node:http";

import type { ListenAddress } from "../../src/core/index.ts";

/** A kind of request, the same for every competitor. */
export interface RequestKind {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Besides `host` and what a body needs. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is wrong with an answer's body; nothing if it is right. */
  judge(body: string): string | undefined;
}

const greeting = "Hello, world!";
const answerLimit = 5_000;

const thing = JSON.stringify({
  id: 4711,
  name: "Ada Lovelace",
  tags: ["first", "programmer", "ünïcode"],
  address: { street: "12 St James's Square", city: "London", postcode: "SW1Y 4JH" },
  active: true,
  balance: 1234.5,
  notes: "x".repeat(200),
});

/** GET of a line of text, with the one header that wrk needs no word for. */
export const hello: RequestKind = {
  method: "GET",
  path: "/",
  headers: {},
  judge: (body) => (body === greeting ? undefined : `the body is ${JSON.stringify(body)}`),
};

/** The same with the header fields of a browser. */
export const browserHello: RequestKind = {
  ...hello,
  headers: {
    accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "en-GB,en;q=0.9,de;q=0.8",
    "cache-control": "max-age=0",
    cookie: "session=4f1c2d3e4b5a69788796a5b4c3d2e1f0; theme=dark",
    "sec-ch-ua-platform": "Linux",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "none",
    "upgrade-insecure-requests": "1",
    "user-agent":
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36",
  },
};

/** Each request on a connection of its own. */
export const newConnection: RequestKind = { ...hello, headers: { connection: "close" } };

/** POST of JSON, which is parsed, written again and sent back. */
export const jsonEcho: RequestKind = {
  method: "POST",
  path: "/echo",
  headers: { "content-type": "application/json" },
  body: thing,
  judge: (body) => (isSameJson(body) ? undefined : `the echo is ${body.slice(0, 80)}`),
};

/** Asks once; rejects when there is no answer or a wrong one. */
export async function askOnce(target: ListenAddress, kind: RequestKind): Promise<void> {
  const { status, body } = await exchange(target, kind);
  if (status !== 200) throw new Error(`status ${status}: ${body.slice(0, 80)}`);
  const fault = kind.judge(body);
  if (fault !== undefined) throw new Error(fault);
}

function exchange(
  target: ListenAddress,
  { method, path, headers, body }: RequestKind,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const place = target.kind === "unix" ? { socketPath: target.path } : target;
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const options = { ...place, method, path, headers: { ...headers, ...length }, agent: false };
  return new Promise((resolve, reject) => {
    const request = http.request({ ...options, timeout: answerLimit }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${answerLimit} ms`)));
    request.on("error", reject).end(body);
  });
}

function isSameJson(body: string): boolean {
  try {
    return JSON.stringify(JSON.parse(body)) === thing;
  } catch {
    return false;
  }
}
