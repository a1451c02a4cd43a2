/** Runs in a process of its own: loads each app that stdin names, asks it once, and prints what happened. */

import { readFileSync } from "node:fs";
import { toProblem } from "../../../src/core/index.ts";
import type { RequestContext } from "../../../src/http/index.ts";
import { loadApp, startApp } from "../../../src/serve/app/index.ts";
import type { LoadCase, LoadOutcome } from "./load-in-child.ts";

async function outcome({ cwd, specifier, stripTypes = false }: LoadCase): Promise<LoadOutcome> {
  try {
    const { app, ...facts } = await loadApp({ cwd, specifier, stripTypes });
    const info = { worker: 0, generation: 1, addresses: ["127.0.0.1:1"] };
    await startApp(app, info, { file: facts.file, cwd });
    const context = { requestId: "r1", waitUntil: () => {} } as unknown as RequestContext;
    const response = await app.handler(new Request("http://localhost/"), context);
    await app.stop?.();
    return { kind: "loaded", ...facts, answer: await response.text() };
  } catch (error) {
    const { code, message, hint, exitCode } = toProblem(error);
    return { kind: "failed", code, message, hint, exitCode };
  }
}

const outcomes: LoadOutcome[] = [];
for (const one of JSON.parse(readFileSync(0, "utf8")) as LoadCase[]) {
  outcomes.push(await outcome(one));
}
process.stdout.write(`\n${JSON.stringify(outcomes)}\n`);
