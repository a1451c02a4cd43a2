/** The app of the proof: each version says its number and pid in every answer and journals what reaches it. */

import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** How a version is broken, if it is. */
export type Defect = "syntax-error" | "import-throws" | "start-rejects" | "never-ready";

/** The file that `serve` is told to run. */
export const appFile = "app.mjs";

/** What the broken versions say, so that a test finds it again. */
export const complaint: string = "the proof refuses";

/** Puts a version in place in one step, so that no worker reads half a file. */
export async function writeVersion(
  folder: string,
  version: number,
  defect?: Defect,
): Promise<void> {
  const fresh = join(folder, `${appFile}.next`);
  await writeFile(fresh, appSource(folder, version, defect));
  await rename(fresh, join(folder, appFile));
}

function appSource(folder: string, version: number, defect: Defect | undefined): string {
  return `${journalSource(folder, version)}
${defect === "syntax-error" ? "export const the proof refuses = ;" : ""}
${defect === "import-throws" ? `throw new Error("${complaint} version ${version}");` : ""}
export default {
  ${startSource(version, defect)}
  async fetch(request, context) {
    const { pathname } = new URL(request.url);
    const token = request.headers.get("x-token");
    if (pathname === "/events") return events(context, token);
    if (pathname === "/spin") spin();
    if (request.method !== "POST") return Response.json({ version, pid, token });
    const digest = hash("sha256", Buffer.from(await request.arrayBuffer()), "hex");
    note("post", token, digest);
    return Response.json({ version, pid, token, digest });
  },
};
${eventsSource}`;
}

function startSource(version: number, defect: Defect | undefined): string {
  switch (defect) {
    case "start-rejects":
      return `start: () => Promise.reject(new Error("${complaint} version ${version}")),`;
    case "never-ready":
      return `start: () => new Promise((resolve) => setTimeout(resolve, 600_000)),`;
    case "syntax-error":
    case "import-throws":
    case undefined:
      return `start: () => note("ready", version),`;
    default:
      return defect satisfies never;
  }
}

/** One file per worker; each line is one synchronous append, so a kill -9 loses none that was written. */
function journalSource(folder: string, version: number): string {
  const journal = JSON.stringify(join(folder, "journal-"));
  return `import { hash } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { openSync, writeSync } from "node:fs";
const version = ${version};
const { pid } = process;
const journal = openSync(${journal} + pid + ".log", "a");
const note = (...words) => void writeSync(journal, words.join(" ") + "\\n");
note("boot", version);
subscribe("net.server.socket", ({ socket }) => note("accepted", socket.remotePort ?? 0));`;
}

const eventsSource = `
function spin() {
  note("spin");
  for (;;);
}
function events(context, token) {
  let timer;
  const stream = new ReadableStream({
    start(controller) {
      const say = (event, facts) =>
        controller.enqueue(Buffer.from("event: " + event + "\\ndata: " + JSON.stringify(facts) + "\\n\\n"));
      const leave = () => {
        clearInterval(timer);
        say("leave", {});
        controller.close();
      };
      say("hello", { version, pid, token });
      timer = setInterval(() => say("beat", {}), 100);
      if (context.draining.aborted) return leave();
      context.draining.addEventListener("abort", leave, { once: true, signal: context.signal });
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream" } });
}
`;
