/** Sends hostile bytes to the engine, in pieces, and leaves in every way; each connection by its seed. */

import { connect } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { bytes, millis } from "../../../../src/core/index.ts";
import {
  type CompletedRequest,
  fromNodeListener,
  type Handler,
  takeNodeSocket,
} from "../../../../src/http/index.ts";
import { until, within } from "../../../../src/laws/deadline.ts";
import { Client } from "../../../../src/laws/server/client.ts";
import { Chance, hostileBytes } from "./hostile-bytes.ts";
import { start, type Started } from "./started.ts";

const listener = fromNodeListener((incoming, outgoing) => {
  incoming.on("error", () => {}).on("data", (piece) => void outgoing.write(piece));
  incoming.on("end", () => void outgoing.end());
});

const routes: Readonly<Record<string, Handler>> = {
  "/text": async (request) => new Response(await request.text()),
  "/echo": (request) => new Response(request.body),
  "/trailers": async (request, { trailers }) => {
    trailers.set("x-sum", () => "1");
    await request.arrayBuffer();
    return Response.json([...trailers.received]);
  },
  "/socket": (_request, context) => {
    const { socket, response } = context.upgrade({ perMessageDeflate: true });
    socket.addEventListener("message", ({ data }) => socket.send(data));
    return response;
  },
  "/listener": listener,
  "/cancel": async (request) => {
    await request.body?.cancel();
    return new Response(null, { status: 204 });
  },
  "/late": async (_request, context) => {
    await nextTurn();
    return context.upgrade().response;
  },
  "/fail": () => {
    throw new Error("the app's");
  },
};

const handler: Handler = (request, context) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/taken") {
    const place = takeNodeSocket(context);
    place?.socket.end("taken");
  }
  const route = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
  return route?.(request, context) ?? new Response(request.url);
};

/** An engine under fire: every second one hands out lazy Requests, decodes bodies, or trusts the client. */
export function startTarget(
  seed: number,
  onCompleted: (completed: CompletedRequest) => void,
): Promise<Started> {
  return start(handler, undefined, {
    nativeResponse: seed % 2 === 0,
    decompressRequests: seed % 4 < 2,
    maxBody: bytes(2_500),
    maxHeaders: 12,
    requestTimeout: millis(20_000),
    keepAliveTimeout: millis(20_000),
    ...(seed % 8 < 4 && { trustedProxies: ["loopback"] }),
    onCompleted,
  });
}

/** One connection. */
export async function attack({ address }: Started, seed: number): Promise<void> {
  const chance = new Chance(seed);
  const content = hostileBytes(chance);
  if (address.kind !== "tcp") throw new Error("no port");
  const socket = connect({ ...address, noDelay: true, allowHalfOpen: true });
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => void socket.once("close", () => resolve()));
  if (chance.below(1) < 0.8) socket.resume();
  for (let at = 0; at < content.byteLength && socket.writable;) {
    const end = chance.below(1) < 0.4 ? content.byteLength : at + 1 + chance.int(200);
    const taken = new Promise((resolve) => void socket.write(content.subarray(at, end), resolve));
    at = end;
    if (chance.below(1) < 0.5) await taken;
    if (chance.below(1) < 0.2) await nextTurn();
  }
  for (let turns = chance.int(6); turns > 0; turns -= 1) await nextTurn();
  const farewell = chance.pick(["end", "reset", "destroy"] as const);
  if (farewell === "end") socket.end().resume();
  if (farewell === "reset") socket.resetAndDestroy();
  if (farewell === "destroy") socket.destroy();
  if (farewell !== "end") return closed;
  const cut = setTimeout(() => socket.destroy(), 200 + chance.int(100)); // how long is no matter
  await closed;
  clearTimeout(cut);
}

/** The server lives, and has forgotten all of them. */
export async function expectCalm(started: Started): Promise<void> {
  await until("nobody is left", () => {
    const { connections, inFlight } = started.server.activity();
    return connections === 0 && inFlight === 0;
  });
  using client = await Client.open(started.address);
  await within(client.ask("GET", "/alive"), "another request is answered");
}
