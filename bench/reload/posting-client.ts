/** A client that makes a new connection for each 16 KB POST, and remembers id and body hash of each. */

import { hash, randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import type { ListenAddress } from "../../src/core/index.ts";
import { Connection } from "./connection.ts";
import { readTold, type Tally } from "./tally.ts";

/** Size of a body: more than one read of a socket, so that a cut in the middle is possible. */
export const bodySize: number = 16_384;

/** No answer for this long is a loss. */
export const answerLimit: number = 10_000;

/** While nobody listens a client must not fill the tally. */
const pauseAfterLoss = 10;

/** A client that runs until it is told to stop. */
export interface Client {
  readonly name: string;
  /** Resolves when the last request is answered or lost. */
  run(signal: AbortSignal): Promise<void>;
}

/** A POST, ready to be sent. */
export interface Post {
  readonly id: string;
  readonly head: string;
  readonly body: Buffer;
  readonly digest: string;
}

const noise = randomBytes(bodySize);

/** Makes a POST with a body like no other and enters it into the tally. */
export function makePost(id: string, tally: Tally): Post {
  const body = Buffer.from(noise);
  body.write(id.padEnd(64), "latin1");
  const digest = hash("sha256", body, "hex");
  const head =
    `POST / HTTP/1.1\r\nhost: proof\r\nx-token: ${id}\r\n` +
    `content-type: application/octet-stream\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  tally.posts.set(id, { digest, answered: false });
  return { id, head, body, digest };
}

/** A client that posts again and again. */
export function createPostingClient(name: string, address: ListenAddress, tally: Tally): Client {
  return {
    name,
    async run(signal) {
      for (let count = 0; !signal.aborted; count += 1) {
        try {
          await postOnce(makePost(`${name}-${count}`, tally), address, tally);
        } catch (error) {
          tally.lost(name, error);
          await pause(pauseAfterLoss);
        }
      }
    },
  };
}

async function postOnce(post: Post, address: ListenAddress, tally: Tally): Promise<void> {
  const startedAt = performance.now();
  const expected = { token: post.id, digest: post.digest, version: tally.promised };
  const connection = new Connection(address, tally.countPort);
  try {
    const answer = await connection.exchange([post.head, post.body], answerLimit);
    markAnswered(post.id, tally);
    tally.answered(readTold(answer, connection, expected), startedAt);
  } finally {
    connection.close();
  }
}

/** Notes that the app has claimed to have a POST; from now on its journal must have it. */
export function markAnswered(id: string, tally: Tally): void {
  const sent = tally.posts.get(id);
  if (sent !== undefined) sent.answered = true;
}
