import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { createProject, eventually, get } from "../cli/landfall-process.ts";
import { startProgram } from "./program.ts";

const root = resolve(import.meta.dirname, "../..");
const runFile = promisify(execFile);

/** `npx` and the package's own `#!` line must find the Node that runs this test, not the system's. */
const env = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
};

const app = `const greeting: string = "hello";\nexport default { fetch: (): Response => new Response(greeting) };\n`;
const config = `import { defineConfig } from "landfall";
export default defineConfig({
  workers: 1,
});
`;

describe("the packed package", () => {
  let tarball: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "landfall-pack-"));
    await runFile("npm", ["pack", "--pack-destination", folder], { cwd: root, env });
    tarball = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith(".tgz"))!,
    );
    // An `afterAll` inside a hook would come too late to be heard.
    return () => rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test.each([
    ["ESM", { type: "module" }],
    ["CommonJS", { type: "commonjs" }],
  ])(
    "installed in an empty %s project, `npx landfall serve app.ts` answers",
    { timeout: 90_000 },
    async (_kind, manifest) => {
      const cwd = createProject({
        "package.json": JSON.stringify({ name: "site", ...manifest }),
        "app.ts": app,
        "landfall.config.ts": config,
      });
      const install = ["install", tarball, "--no-audit", "--no-fund", "--prefer-offline"];
      await runFile("npm", install, { cwd, env });
      const socketPath = join(cwd, "app.sock");
      const program = startProgram("npx", ["landfall", "serve", "app.ts", "--unix", socketPath], {
        cwd,
        env,
      });
      const answer = await eventually(
        () => get("http://site/", { socketPath }).catch(() => undefined),
        "an answer",
        20_000,
      );
      expect(answer).toBe("hello");
      const { stdout } = await runFile("npx", ["landfall", "config", "workers"], { cwd, env });
      expect(stdout).toMatch(/workers +1 +landfall\.config\.ts:3 workers/);
      const schema = join(cwd, "node_modules/landfall/dist/config.schema.json");
      expect(JSON.parse(readFileSync(schema, "utf8"))).toMatchObject({ type: "object" });
      await runFile("npx", ["landfall", "stop"], { cwd, env });
      expect(await program.ended).toBe(0);
    },
  );

  test("a TERM that npx swallows stops the master all the same", { timeout: 90_000 }, async () => {
    const cwd = createProject({
      "package.json": '{"name":"site"}',
      "app.mjs": app.replace(/: \w+/g, ""),
    });
    await runFile("npm", ["install", tarball, "--no-audit", "--no-fund", "--prefer-offline"], {
      cwd,
      env,
    });
    const socketPath = join(cwd, "app.sock");
    const args = ["landfall", "serve", "app.mjs", "--unix", socketPath];
    const program = startProgram("npx", args, { cwd, env });
    await eventually(
      () => get("http://site/", { socketPath }).catch(() => undefined),
      "an answer",
      20_000,
    );
    process.kill(program.pid, "SIGTERM");
    await program.ended;
    await eventually(() => !existsSync(socketPath) || undefined, "the end of the master");
  });

  test(
    "its types can be imported: `App`, `RequestContext`, the law, an adapter as docs/servers.md has it",
    { timeout: 90_000 },
    async () => {
      const consumer = `
      import { type App, defineConfig, type RequestContext } from "landfall";
      import { serverLaw } from "landfall/laws";
      import { node, type ServerAdapter } from "landfall/server";
      export const config = defineConfig({ workers: "auto", environments: { live: { maxBody: "1mb" } } });
      export const own: ServerAdapter = { ...node, name: "own" };
      export const count: number = serverLaw.promises.length;
      export default { fetch: (_request: Request, context: RequestContext) => new Response(context.requestId) } satisfies App;
    `;
      const page = readFileSync(join(root, "docs/servers.md"), "utf8");
      const cwd = createProject({
        "package.json": '{"name":"site","type":"module"}',
        "site.ts": consumer,
        "server.ts": /^```ts\n([^]*?)^```$/m.exec(page)?.[1] ?? "",
      });
      const install = ["install", tarball, "--no-audit", "--no-fund", "--prefer-offline"];
      await runFile("npm", install, { cwd, env });
      const tsc = join(root, "node_modules", ".bin", "tsc");
      const types = join(root, "node_modules", "@types");
      const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024"];
      const more = ["--typeRoots", types, "--types", "node", "site.ts", "server.ts"];
      await expect(runFile(tsc, [...flags, ...more], { cwd, env })).resolves.toMatchObject({
        stdout: "",
      });
    },
  );
});
