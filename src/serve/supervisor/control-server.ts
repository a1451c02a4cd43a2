/** The master's end of the control socket: 0600, one master a path, taken over only from a dead one. */

import { once } from "node:events";
import { linkSync, renameSync, rmSync } from "node:fs";
import net from "node:net";
import { toMessage } from "../../core/index.ts";
import { identifySocket, isAnswered, removeOwn, temporaryBeside } from "../sockets/index.ts";
import {
  type ControlReply,
  type ControlRequest,
  formatControl,
  parseControlRequest,
} from "./control-protocol.ts";
import { supervisorErrors } from "./errors.ts";
import { splitLines } from "./lines.ts";

/** Answers one request; `reply` may be called later and often, and does nothing once the client has `gone`. */
export type ControlHandler = (
  request: ControlRequest,
  reply: (reply: ControlReply) => void,
  gone: AbortSignal,
) => void;

/** A control socket that is held. */
export interface ControlServer {
  readonly path: string;
  /** True if a master that held this path before died without cleaning up. */
  readonly tookOver: boolean;
  /** From now on requests are answered in this way; until the first call they wait. */
  serve(handler: ControlHandler): void;
  close(): void;
}

/** A control socket that waits under another name for the path of a living master. */
export interface PreparedControl extends ControlServer {
  /** Takes the path in one step, so that there is never none. */
  take(): void;
}

/** Takes the path, or throws `MASTER_RUNNING` when a living master holds it. */
export async function openControlServer(path: string): Promise<ControlServer> {
  const stale = identifySocket(path);
  if (stale !== undefined && (await isAnswered(path)))
    throw supervisorErrors.fail.MASTER_RUNNING({ control: path });
  const server = net.createServer({ pauseOnConnect: true });
  const temporary = temporaryBeside(path);
  await listenPrivately(server, temporary);
  claim(path, temporary, stale);
  return hold(server, path, { tookOver: stale !== undefined, own: identifySocket(path) });
}

/** Opens a socket for the path of a master that lives and will yield it. */
export async function prepareControlServer(path: string): Promise<PreparedControl> {
  const server = net.createServer({ pauseOnConnect: true });
  const temporary = temporaryBeside(path);
  await listenPrivately(server, temporary);
  const held = hold(server, path, { tookOver: false, own: identifySocket(temporary) });
  return {
    ...held,
    take: () => renameSync(temporary, path),
    close: () => {
      rmSync(temporary, { force: true });
      held.close();
    },
  };
}

/** What is true of a socket from the moment it is held. */
interface Holding {
  readonly tookOver: boolean;
  readonly own: string | undefined;
}

function hold(server: net.Server, path: string, { tookOver, own }: Holding): ControlServer {
  const waiting: net.Socket[] = [];
  let answer: ControlHandler | undefined;
  server.on("connection", (socket) => {
    if (answer === undefined) waiting.push(socket);
    else converse(socket, (...asked) => answer?.(...asked));
  });
  return {
    path,
    tookOver,
    serve: (handler) => {
      answer = handler;
      for (const socket of waiting.splice(0)) {
        converse(socket, (...asked) => answer?.(...asked));
      }
    },
    close: () => {
      removeOwn(path, own);
      server.close();
    },
  };
}

async function listenPrivately(server: net.Server, path: string): Promise<void> {
  const listening = once(server, "listening");
  // Node binds inside `listen()`, so the mask need not outlast the call.
  const before = process.umask(0o177);
  server.listen(path);
  process.umask(before);
  try {
    await listening;
  } catch (error) {
    throw supervisorErrors.fail.CONTROL_UNUSABLE({ path, reason: toMessage(error) }, error);
  }
}

/** Gives the socket its name in one step that fails if another master was quicker. */
function claim(path: string, temporary: string, stale: string | undefined): void {
  try {
    if (stale !== undefined && identifySocket(path) === stale) rmSync(path, { force: true });
    linkSync(temporary, path);
  } catch (error) {
    if (identifySocket(path) !== undefined)
      throw supervisorErrors.fail.MASTER_RUNNING({ control: path }, error);
    const isOther = (error as NodeJS.ErrnoException).code === "EEXIST";
    const reason = isOther ? "it exists and is no socket" : toMessage(error);
    throw supervisorErrors.fail.CONTROL_UNUSABLE({ path, reason }, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What may wait for a client that does not read; it is dropped when more is to come. */
const mostUnread = 8_000_000;

function converse(socket: net.Socket, handler: ControlHandler): void {
  const leaving = new AbortController();
  socket.once("close", () => leaving.abort());
  const reply = (message: ControlReply) => {
    if (socket.writableLength > mostUnread) socket.destroy();
    if (socket.writable) socket.write(formatControl(message));
  };
  splitLines(socket, (line) => {
    const request = parseControlRequest(line);
    if (request.kind !== "misunderstood") return handler(request, reply, leaving.signal);
    reply({ kind: "refused", reason: request.reason });
    socket.destroySoon();
  });
  socket.resume();
}
