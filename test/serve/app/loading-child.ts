/** Runs in a process of its own: loads each app that stdin names, asks it once, and prints what happened. */

import { readFileSync } from "node:fs";
import { toProblem } from "../../../src/core/index.ts";
import { millis } from "../../../src/core/index.ts";
import type { RequestContext } from "../../../src/http/index.ts";
import { node } from "../../../src/serve/engines/index.ts";
import { type LoadedApp, loadApp, startApp } from "../../../src/serve/app/index.ts";
import type { LoadCase, LoadOutcome } from "./load-in-child.ts";

async function outcome({ cwd, specifier, stripTypes = false }: LoadCase): Promise<LoadOutcome> {
  try {
    const { app, ...facts } = await loadApp({ cwd, specifier, stripTypes });
    const info = { worker: 0, generation: 1, addresses: ["127.0.0.1:1"] };
    await startApp(app, info, { file: facts.file, cwd });
    const answer = await (app.needsNodePair === true ? askOnNode(app) : ask(app));
    await app.stop?.();
    return { kind: "loaded", ...facts, answer };
  } catch (error) {
    const { code, message, hint, exitCode } = toProblem(error);
    return { kind: "failed", code, message, hint, exitCode };
  }
}

async function ask(app: LoadedApp): Promise<string> {
  const client = { address: "127.0.0.1", port: 1 };
  const context = { requestId: "r1", client, waitUntil: () => {} } as unknown as RequestContext;
  const response = await app.handler(new Request("http://localhost/"), context);
  return response.text();
}

/** What answers on Node's own request and response needs the real engine. */
async function askOnNode(app: LoadedApp): Promise<string> {
  const options = { worker: 0, backlog: 511, lingerTimeout: millis(0), onError: console.error };
  const listener = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
  const server = await node.start(app.handler, [listener], options);
  try {
    const [address] = server.addresses;
    if (address?.kind !== "tcp") throw new Error("listens nowhere");
    const response = await fetch(`http://127.0.0.1:${address.port}/`);
    return await response.text();
  } finally {
    await server.close(); // Node 22 knows no `await using`
  }
}

const outcomes: LoadOutcome[] = [];
for (const one of JSON.parse(readFileSync(0, "utf8")) as LoadCase[]) {
  outcomes.push(await outcome(one));
}
process.stdout.write(`\n${JSON.stringify(outcomes)}\n`);
