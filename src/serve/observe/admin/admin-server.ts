/**
 * The admin address: a small HTTP server in the master, so that no stuck worker holds it up. Somebody may send it
 * anything: heads are small, connections few and short, bodies unread.
 */

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Clock, seconds } from "../../../core/index.ts";
import { expositionType } from "../metrics/exposition.ts";
import type { Verdict } from "./health.ts";

/** What it answers with. */
export interface AdminPages {
  /** In the Prometheus text format. */
  metrics(): Promise<string>;
  life(): Verdict;
  readiness(): Verdict;
  /** JSON for `?verbose`. */
  detail(): unknown;
}

/** What it needs of its process. */
export interface AdminPlace {
  readonly clock: Clock;
  /** Descriptors of bound sockets, which are its own from now on. */
  readonly descriptors: readonly number[];
  /** Hears why an answer failed. */
  report(error: unknown): void;
}

/** An admin address that is listened on. */
export interface AdminServer {
  /** Cuts every connection and closes the descriptors. */
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** How long a connection may last: each one has one request. */
const longestConnection = seconds(10);
const mostConnections = 64;
const largestHead = 8_192;
const mostFields = 64;
const backlog = 64;

/** Listens; rejects with the system's error. */
export async function startAdminServer(pages: AdminPages, place: AdminPlace): Promise<AdminServer> {
  const servers: Server[] = [];
  const connections = new Set<Socket>();
  const close = (): void => {
    for (const server of servers) server.close();
    for (const socket of connections) socket.destroy();
  };
  try {
    for (const fd of place.descriptors) {
      const server = createAdminServer(pages, place, connections);
      const listening = once(server, "listening");
      server.listen({ fd }, backlog);
      servers.push(server);
      await listening;
      server.on("error", (error) => place.report(error));
    }
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}

function createAdminServer(pages: AdminPages, place: AdminPlace, connections: Set<Socket>): Server {
  const server = createServer({
    maxHeaderSize: largestHead,
    headersTimeout: seconds(5),
    requestTimeout: seconds(5),
    connectionsCheckingInterval: seconds(1),
    keepAlive: false,
  });
  server.maxConnections = mostConnections;
  server.maxHeadersCount = mostFields;
  server.on("connection", (socket) => {
    connections.add(socket);
    // Not even a socket that node:http has let go of may end the master.
    socket.on("error", () => socket.destroy());
    const cancel = place.clock.after(longestConnection, () => socket.destroy());
    socket.once("close", () => (cancel(), connections.delete(socket)));
  });
  server.on("request", (incoming, outgoing) => void answer(incoming, outgoing, { pages, place }));
  server.on(
    "checkContinue",
    (incoming, outgoing) => void answer(incoming, outgoing, { pages, place }),
  );
  server.on("checkExpectation", (_incoming, outgoing) =>
    send(outgoing, plain(417, "Expectation Failed"), false),
  );
  server.on("upgrade", (_incoming, socket) => socket.destroy());
  server.on("connect", (_incoming, socket) => socket.destroy());
  return server;
}

async function answer(
  { method = "", url = "" }: IncomingMessage,
  outgoing: ServerResponse,
  { pages, place }: { readonly pages: AdminPages; readonly place: AdminPlace },
): Promise<void> {
  const isRead = method === "GET" || method === "HEAD";
  try {
    const found = isRead ? await find(url, pages) : plain(405, "Method Not Allowed");
    send(outgoing, found, method === "HEAD");
  } catch (error) {
    place.report(error);
    send(outgoing, plain(500, "Internal Server Error"), method === "HEAD");
  }
}

async function find(url: string, pages: AdminPages): Promise<Answer> {
  const [path, query = ""] = url.split("?", 2);
  const isVerbose = /(?:^|&)verbose(?:$|[&=])/.test(query);
  switch (path) {
    case "/metrics":
      return { status: 200, type: expositionType, text: await pages.metrics() };
    case "/livez":
      return toAnswer(pages.life(), isVerbose ? pages.detail() : undefined);
    case "/readyz":
      return toAnswer(pages.readiness(), isVerbose ? pages.detail() : undefined);
    default:
      return plain(404, "Not Found");
  }
}

function toAnswer({ isWell, reason }: Verdict, detail: unknown): Answer {
  const status = isWell ? 200 : 503;
  if (detail === undefined) return plain(status, reason);
  const text = `${JSON.stringify({ ok: isWell, reason, ...(detail as object) })}\n`;
  return { status, type: "application/json", text };
}

function plain(status: number, text: string): Answer {
  return { status, type: "text/plain; charset=utf-8", text: `${text}\n` };
}

function send(outgoing: ServerResponse, { status, type, text }: Answer, isHead: boolean): void {
  outgoing.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
  });
  outgoing.end(isHead ? undefined : text);
}
