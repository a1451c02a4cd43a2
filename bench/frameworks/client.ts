/** Asks for the three routes on a kept connection, and judges what comes. */

import http from "node:http";

import { pieces } from "./project.ts";

/** What every client asks, one after the other. */
export const routes = ["page", "post", "stream"] as const;

/** One of the routes. */
export type Route = (typeof routes)[number];

/** A client with one kept connection. */
export interface Client extends Disposable {
  /** Resolves with the pid that answered; rejects with what was wrong. */
  ask(route: Route): Promise<number>;
}

interface Received {
  readonly pid: string | undefined;
  readonly text: string;
  readonly chunks: number;
}

const answerLimit = 20_000;
const body = "x".repeat(16_384);

/** A client of the server at this URL. */
export function createClient(url: string): Client {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (route: Route): Promise<number> => {
    const pid = await judges[route]((path, sent) => exchange(`${url}${path}`, agent, sent));
    if (!(pid > 0)) throw new Error(`${route}: no pid`);
    return pid;
  };
  return { ask, [Symbol.dispose]: () => agent.destroy() };
}

type Exchange = (path: string, sent?: string) => Promise<Received>;

const judges: Readonly<Record<Route, (exchange: Exchange) => Promise<number>>> = {
  page: async (ask) => {
    const { text } = await ask("/");
    const pid = /hello from (\d+)<\/p>/.exec(text)?.[1];
    if (pid === undefined) throw new Error(`the page says ${text.slice(0, 80)}`);
    return Number(pid);
  },
  post: async (ask) => {
    const { text } = await ask("/echo", body);
    const answer = JSON.parse(text) as { pid: number; body: string };
    if (answer.body !== body) throw new Error(`the echo has ${answer.body.length} bytes`);
    return answer.pid;
  },
  stream: async (ask) => {
    const { pid, text, chunks } = await ask("/stream");
    if (text !== pieces.join("")) throw new Error(`the stream says ${text}`);
    if (chunks < 2) throw new Error("the stream came in one piece");
    return Number(pid);
  },
};

function exchange(url: string, agent: http.Agent, sent?: string): Promise<Received> {
  return new Promise((resolve, reject) => {
    const method = sent === undefined ? "GET" : "POST";
    const headers = { "content-type": "application/octet-stream" };
    const options = { agent, method, timeout: answerLimit, ...(sent && { headers }) };
    const request = http.request(url, options, (response) => {
      let text = "";
      let chunks = 0;
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        chunks += 1;
      });
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode, headers: got } = response;
        if (statusCode !== 200) return reject(new Error(`${statusCode}: ${text.slice(0, 80)}`));
        resolve({ pid: got["x-pid"]?.toString(), text, chunks });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${answerLimit} ms`)));
    request.on("error", reject).end(sent);
  });
}
