/** What the tests of logs share: a load whose every request can be found again, and lines of files. */

import { readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A load on one URL; each answered request had a path of its own. */
export interface NumberedLoad {
  readonly answered: readonly string[];
  /** Ends it; resolves when the last answer is here. */
  stop(): Promise<void>;
}

/** Clients that ask one request after the other, on connections that are kept until the server closes them. */
export function startNumberedLoad(url: string, clients = 8): NumberedLoad {
  const answered: string[] = [];
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  onTestFinished(() => agent.destroy());
  let isOver = false;
  let number = 0;
  const run = async (): Promise<void> => {
    while (!isOver) {
      number += 1;
      const path = `/r${number}`;
      if (await ask(new URL(path, url), agent)) answered.push(path);
    }
  };
  const runs = Array.from({ length: clients }, run);
  return {
    answered,
    stop: async () => {
      isOver = true;
      await Promise.all(runs);
    },
  };
}

/** The lines of every file whose name begins so, and of these only whole ones. */
export function linesOf(folder: string, prefix: string): string[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix));
  return names.flatMap((name) => wholeLines(readFileSync(join(folder, name), "utf8")));
}

/** Cuts a text into lines; what stands behind the last end counts as a line, so that a torn one is seen. */
export function wholeLines(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** False when the connection was cut before an answer came. */
function ask(url: URL, agent: http.Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent }, (response) => {
      response.resume();
      response.on("end", () => resolve(true));
      response.on("error", () => resolve(false));
    });
    request.on("error", () => resolve(false));
  });
}
