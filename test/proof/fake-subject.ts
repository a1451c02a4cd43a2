/** A server in the test's own process that reloads without losing anything, unless it is told to cheat. */

import { hash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";

import type { WorkerJournal } from "../../bench/reload/journal.ts";
import type { Subject } from "../../bench/reload/subject.ts";

/** The ways to cheat; each must be caught. */
export type Fault =
  | "resets-some"
  | "truncates-some"
  | "fails-some"
  | "doubles-posts"
  | "forgets-posts"
  | "alters-posts"
  | "answers-wrong-digest"
  | "mixes-answers-up"
  | "keeps-a-pid"
  | "skips-a-version"
  | "serves-old-version"
  | "leaves-a-worker"
  | "loses-a-worker"
  | "fails-to-reload"
  | "misreports"
  | "cuts-old-connections"
  | "cuts-streams";

/** A fake under proof. */
export interface FakeSubject extends Subject, AsyncDisposable {
  /** How long it lets idle connections speak. */
  readonly linger: number;
}

interface Generation {
  readonly version: number;
  readonly pids: readonly [number, number];
  readonly draining: AbortController;
}

interface Stored {
  readonly id: string;
  readonly digest: string;
}

const linger = 400;
const bootTime = 30;
const oneIn = 10;

/** Starts a fake; without a fault it must be acquitted. */
export async function startFake(fault?: Fault): Promise<FakeSubject> {
  const fake = new Fake(fault);
  await fake.listen();
  return fake.subject();
}

class Fake {
  readonly #fault: Fault | undefined;
  readonly #server = createServer((request, response) => {
    // A body that its fault has cut off rejects; the client has its loss, nothing is left to do.
    this.#answer(request, response).catch(() => response.destroy());
  });
  readonly #born = new WeakMap<Socket, Generation>();
  readonly #open = new Set<Socket>();
  readonly #busy = new Set<Socket>();
  readonly #posts: Stored[] = [];
  #generation: Generation = makeGeneration(1, [11, 12]);
  #requests = 0;

  constructor(fault: Fault | undefined) {
    this.#fault = fault;
    this.#server.on("connection", (socket) => {
      this.#born.set(socket, this.#generation);
      this.#open.add(socket);
      socket.on("close", () => this.#open.delete(socket));
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  subject(): FakeSubject {
    const { port } = this.#server.address() as AddressInfo;
    return {
      linger,
      address: { kind: "tcp", host: "127.0.0.1", port },
      reload: (version) => this.#reload(version),
      pidsWithVersion: async (version) => this.#pidsWith(version),
      readyPids: async () => (this.#fault === "misreports" ? [11, 12] : this.#pidsWith()),
      survivors: async (pids) => (this.#fault === "leaves-a-worker" ? pids.slice(1) : []),
      journals: async () => [this.#journal()],
      [Symbol.asyncDispose]: async () => {
        this.#server.close();
        this.#server.closeAllConnections();
      },
    };
  }

  #pidsWith(version = this.#generation.version): readonly number[] {
    if (version !== this.#generation.version) return [];
    return this.#generation.pids.slice(this.#fault === "loses-a-worker" ? 1 : 0);
  }

  #journal(): WorkerJournal {
    return { pid: 11, version: 1, posts: this.#posts, accepted: [], spins: false };
  }

  async #reload(version: number): Promise<{ exitCode: number; output: string }> {
    await pause(bootTime);
    if (this.#fault === "fails-to-reload") return { exitCode: 1, output: "planted" };
    const old = this.#generation;
    const shown = this.#fault === "skips-a-version" && version === 3 ? 2 : version;
    const first = this.#fault === "keeps-a-pid" ? old.pids[0] : version * 10 + 1;
    const next = makeGeneration(shown, [first, version * 10 + 2]);
    if (this.#fault !== "serves-old-version") this.#generation = next;
    this.#drain(old);
    return { exitCode: 0, output: "" };
  }

  #drain(old: Generation): void {
    const sockets = [...this.#open].filter((socket) => this.#born.get(socket) === old);
    if (this.#fault === "cuts-old-connections") for (const socket of sockets) socket.destroy();
    if (this.#fault === "cuts-streams") for (const socket of sockets) cutStream(socket);
    old.draining.abort();
    setTimeout(() => void this.#endIdle(sockets), linger).unref();
  }

  /** Ends the connections that rest; a machine that stood still gets to read what has come meanwhile first. */
  async #endIdle(sockets: readonly Socket[]): Promise<void> {
    await nextTurn();
    for (const socket of sockets) if (!this.#busy.has(socket)) socket.end();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const generation = this.#born.get(request.socket) ?? this.#generation;
    this.#busy.add(request.socket);
    response.once("close", () => this.#busy.delete(request.socket));
    const [first, second] = generation.pids;
    const pid = (this.#requests += 1) % 2 === 0 ? first : second;
    const facts = { version: generation.version, pid, token: request.headers["x-token"] as string };
    if (generation !== this.#generation) response.setHeader("connection", "close");
    if (request.url === "/events") return stream(facts, generation, response);
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const told = request.method === "POST" ? this.#store(facts, Buffer.concat(body)) : { ...facts };
    this.#send(told, response);
  }

  #store(facts: { token: string }, body: Buffer): object {
    const digest = hash("sha256", body, "hex");
    const stored = { id: facts.token, digest: this.#fault === "alters-posts" ? "?" : digest };
    const times = { "doubles-posts": 2, "forgets-posts": 0 }[this.#fault as string] ?? 1;
    for (let time = 0; time < times; time += 1) this.#posts.push(stored);
    return { ...facts, digest: this.#fault === "answers-wrong-digest" ? "?" : digest };
  }

  #send(told: object, response: ServerResponse): void {
    const now = this.#requests % oneIn === 0 ? this.#fault : undefined;
    if (now === "resets-some") return void response.socket?.resetAndDestroy();
    if (now === "fails-some") response.statusCode = 502;
    const mixedUp = now === "mixes-answers-up" ? { ...told, token: "another" } : told;
    const text = Buffer.from(JSON.stringify(mixedUp));
    response.setHeader("content-length", text.length);
    if (now !== "truncates-some") return void response.end(text);
    response.write(text.subarray(1));
    response.socket?.end();
  }
}

function makeGeneration(version: number, pids: [number, number]): Generation {
  return { version, pids, draining: new AbortController() };
}

const streams = new WeakSet<Socket>();

function stream(facts: object, { draining }: Generation, response: ServerResponse): void {
  if (response.socket !== null) streams.add(response.socket);
  response.write(`event: hello\ndata: ${JSON.stringify(facts)}\n\n`);
  const leave = (): void => void response.end("event: leave\ndata: {}\n\n");
  if (draining.signal.aborted) return leave();
  draining.signal.addEventListener("abort", leave, { once: true });
}

function cutStream(socket: Socket): void {
  if (streams.has(socket)) socket.destroy();
}
