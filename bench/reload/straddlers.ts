/** Raw clients that begin before a reload and go on after it: half a header, half a body, silence, an open stream. */

import { setTimeout as pause } from "node:timers/promises";

import type { ListenAddress } from "../../src/core/index.ts";
import { Connection } from "./connection.ts";
import { RequestFailure } from "./failure.ts";
import { answerLimit, makePost, markAnswered } from "./posting-client.ts";
import { readTold, type Expected, type Tally, type Told } from "./tally.ts";

/** Clients that straddle one reload. */
export interface Straddlers {
  /** To be called when the reload has returned; resolves when each has its answer, or its loss is in the tally. */
  finish(): Promise<void>;
  /** To be called instead when the reload has failed, and nothing was switched. */
  abandon(): void;
}

/** A straddling client that has begun; what it returns is counted under its name. */
interface Straddler {
  readonly name: StraddlerName;
  readonly connection: Connection;
  finish(): Promise<"answered" | "ended">;
}

/** The kinds of straddling clients. */
export type StraddlerName = "half-header" | "half-body" | "silent" | "late" | "stream";

/** The last part of a limit, in which nothing is tried or judged. */
const margin = 0.15;

/** Where clients straddle, and by which times. */
export interface StraddlePlace {
  readonly address: ListenAddress;
  readonly tally: Tally;
  /** Unique per reload. */
  readonly mark: string;
  /** How long an idle connection may still speak after its worker began to drain. */
  readonly linger: number;
  /** How long a worker may drain before it is forced. */
  readonly drainTime: number;
}

interface Place extends StraddlePlace {
  readonly openedAt: number;
}

/** Begins one client of each kind; resolves when the server has their first halves. */
export async function openStraddlers(where: StraddlePlace): Promise<Straddlers> {
  const place = { ...where, openedAt: performance.now() };
  const kinds = [openHalfHeader, openHalfBody, openSilent, openLate, openStream];
  const straddlers = await Promise.all(kinds.map((open) => open(place)));
  return {
    async finish() {
      await Promise.all(straddlers.map((straddler) => settle(straddler, place)));
    },
    abandon() {
      for (const { connection } of straddlers) connection.close();
    },
  };
}

async function settle({ name, finish }: Straddler, place: Place): Promise<void> {
  const { tally, mark, drainTime, openedAt } = place;
  // The drain began after the reload did. A reload that took longer than the drain time leaves no promise to keep.
  const outlived = performance.now() - openedAt > drainTime * (1 - margin);
  try {
    tally.straddled(name, await finish());
  } catch (error) {
    if (outlived && isCut(error)) tally.straddled(name, "ended");
    else tally.lost(`${name}-${mark}`, error);
  }
}

function isCut(error: unknown): boolean {
  return error instanceof RequestFailure && ["closed", "reset", "truncated"].includes(error.kind);
}

async function openHalfHeader(place: Place): Promise<Straddler> {
  const { connection, expected } = await open(place, "half-header");
  connection.write("GET / HTTP/1.1\r\nhost: proof\r\nx-to");
  const finish = async (): Promise<"answered"> => {
    await ask(connection, [`ken: ${expected.token}\r\n\r\n`], { place, expected });
    return "answered";
  };
  return { name: "half-header", connection, finish };
}

async function openHalfBody(place: Place): Promise<Straddler> {
  const { connection, expected } = await open(place, "half-body");
  const post = makePost(expected.token, place.tally);
  const middle = post.body.length / 2;
  connection.write(post.head);
  connection.write(post.body.subarray(0, middle));
  const finish = async (): Promise<"answered"> => {
    const told = { ...expected, digest: post.digest };
    await ask(connection, [post.body.subarray(middle)], { place, expected: told });
    markAnswered(post.id, place.tally);
    return "answered";
  };
  return { name: "half-body", connection, finish };
}

/** Speaks within the linger, which began after the reload did: an answer is due. After a slow reload a FIN is allowed. */
async function openSilent(place: Place): Promise<Straddler> {
  const { connection, expected } = await open(place, "silent");
  const finish = async (): Promise<"answered" | "ended"> => {
    const left = place.linger * (1 - margin) - (performance.now() - place.openedAt);
    await pause(Math.max(0, Math.min(place.linger / 10, left)));
    if (left <= 0 && connection.ending?.kind === "fin") return "ended";
    await ask(connection, [wholeGet(expected.token)], { place, expected });
    return "answered";
  };
  return { name: "silent", connection, finish };
}

/** Speaks after the linger: a FIN is allowed, before it speaks or while it does; a reset out of silence is not. */
async function openLate(place: Place): Promise<Straddler> {
  const { connection, expected } = await open(place, "late");
  const finish = async (): Promise<"answered" | "ended"> => {
    await pause(place.linger * 1.25);
    if (connection.ending?.kind === "fin") return "ended";
    if (connection.ending?.kind === "error") throw connection.failure("reset", "while silent");
    try {
      await ask(connection, [wholeGet(expected.token)], { place, expected });
      return "answered";
    } catch (error) {
      if (connection.ending !== undefined) return "ended";
      throw error;
    }
  };
  return { name: "late", connection, finish };
}

/** Must be ended by the app, which hears of the drain, and end whole. */
async function openStream(place: Place): Promise<Straddler> {
  const { connection, expected } = await open(place, "stream");
  const answer = connection.exchange([wholeGet(expected.token, "/events")], 60_000);
  const said = new Promise<void>((resolve) => connection.onStream(() => resolve()));
  await Promise.race([said, answer.catch(() => {})]);
  const finish = async (): Promise<"answered"> => {
    const inTime = connection.failure("timeout", "the stream went on after the reload");
    const whole = await Promise.race([answer, pause(answerLimit, undefined, { ref: false })]);
    connection.close();
    if (whole === undefined) throw inTime;
    const text = whole.body.toString();
    if (!text.endsWith("event: leave\ndata: {}\n\n")) throw connection.failure("truncated", text);
    place.tally.saw(JSON.parse(/data: (.*)\n/.exec(text)?.[1] ?? "{}") as Told);
    return "answered";
  };
  return { name: "stream", connection, finish };
}

interface Opened {
  readonly connection: Connection;
  readonly expected: Expected;
}

async function open({ address, tally, mark }: Place, name: string): Promise<Opened> {
  const expected = { token: `${name}-${mark}`, version: tally.promised };
  const connection = new Connection(address, tally.countPort);
  await connection.opened();
  return { connection, expected };
}

interface Asked {
  readonly place: Place;
  readonly expected: Expected;
}

async function ask(
  connection: Connection,
  parts: (Buffer | string)[],
  asked: Asked,
): Promise<void> {
  try {
    const answer = await connection.exchange(parts, answerLimit);
    asked.place.tally.saw(readTold(answer, connection, asked.expected));
  } finally {
    connection.close();
  }
}

function wholeGet(token: string, path = "/"): string {
  return `GET ${path} HTTP/1.1\r\nhost: proof\r\nx-token: ${token}\r\n\r\n`;
}
