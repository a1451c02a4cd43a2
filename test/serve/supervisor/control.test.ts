import type { ReloadOutcome } from "../../../src/serve/supervisor/state.ts";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createControlClient } from "../../../src/serve/supervisor/control-client.ts";
import {
  listControlPaths,
  prepareControlFolder,
  resolveControlPath,
} from "../../../src/serve/supervisor/control-path.ts";
import { formatControl } from "../../../src/serve/supervisor/control-protocol.ts";
import {
  type ControlServer,
  openControlServer,
} from "../../../src/serve/supervisor/control-server.ts";

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function open(path: string): Promise<ControlServer> {
  const server = await openControlServer(path);
  onTestFinished(() => server.close());
  return server;
}

test("the control socket is its owner's alone", async () => {
  const path = join(temporaryFolder(), "control.sock");
  await open(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a second master is refused, naming the path", async () => {
  const path = join(temporaryFolder(), "control.sock");
  await open(path);
  await expect(openControlServer(path)).rejects.toMatchObject({
    code: "MASTER_RUNNING",
    message: expect.stringContaining(path),
  });
});

test("of two masters that start at once exactly one gets the path", async () => {
  const path = join(temporaryFolder(), "control.sock");
  const outcomes = await Promise.allSettled([open(path), open(path), open(path)]);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("the socket of a dead master is taken over, and that is known", async () => {
  const path = join(temporaryFolder(), "control.sock");
  const dead = net.createServer().listen(`${path}.dead`);
  await new Promise((resolve) => dead.once("listening", resolve));
  const { renameSync } = await import("node:fs");
  renameSync(`${path}.dead`, path);
  await new Promise((resolve) => dead.close(resolve));
  expect(existsSync(path)).toBe(true);
  expect((await open(path)).tookOver).toBe(true);
});

test("a request that comes before the master serves is answered when it does", async () => {
  const path = join(temporaryFolder(), "control.sock");
  const server = await open(path);
  const outcome = createControlClient([path]).reload({ waitDrained: false });
  await new Promise((resolve) => setTimeout(resolve, 20));
  server.serve((_request, reply) =>
    reply({ kind: "reload", outcome: { kind: "done", generation: 2, took: 5 } }),
  );
  await expect(outcome).resolves.toEqual({ kind: "done", generation: 2, took: 5 });
});

test("a file that is no socket is kept, and the message says so", async () => {
  const path = join(temporaryFolder(), "control.sock");
  writeFileSync(path, "precious");
  await expect(openControlServer(path)).rejects.toMatchObject({
    code: "CONTROL_UNUSABLE",
    message: expect.stringContaining("is no socket"),
  });
  expect(existsSync(path)).toBe(true);
});

test("a master that ends leaves alone the socket that another one has put in its place", async () => {
  const path = join(temporaryFolder(), "control.sock");
  const first = await open(path);
  rmSync(path);
  await open(path);
  first.close();
  expect(existsSync(path)).toBe(true);
});

test("the longest message of an app is understood", async () => {
  const path = join(temporaryFolder(), "control.sock");
  const message = "x".repeat(300_000);
  const problem = { code: "APP_START_FAILED", message, hint: "", exitCode: 1 } as const;
  const outcome: ReloadOutcome = { kind: "failed", generation: 2, problem, serving: [1] };
  (await open(path)).serve((_request, reply) => reply({ kind: "reload", outcome }));
  const answer = createControlClient([path]).reload({ waitDrained: false });
  await expect(answer).resolves.toEqual(outcome);
});

test("no master is exit 3, and says where it looked", async () => {
  const path = join(temporaryFolder(), "control.sock");
  await expect(createControlClient([path]).status()).rejects.toMatchObject({
    code: "MASTER_ABSENT",
    exitCode: 3,
    message: expect.stringContaining(path),
  });
});

test.each([
  "not json\n",
  "{}\n",
  '{"landfall":1,"kind":"explode"}\n',
  '{"landfall":9,"kind":"stop"}\n',
  "[1]\n",
])("the garbage %j is refused and does nothing", async (garbage) => {
  const path = join(temporaryFolder(), "control.sock");
  const heard: string[] = [];
  (await open(path)).serve(({ kind }) => void heard.push(kind));
  const socket = net.connect(path);
  onTestFinished(() => void socket.destroy());
  socket.write(garbage);
  const [answer] = await new Promise<Buffer[]>((resolve) =>
    socket.once("data", (data) => resolve([data])),
  );
  expect(String(answer)).toContain('"kind":"refused"');
  await new Promise((resolve) => socket.once("close", resolve));
  expect(heard).toEqual([]);
});

test("a request may arrive in pieces", async () => {
  const path = join(temporaryFolder(), "control.sock");
  (await open(path)).serve((request, reply) => reply({ kind: "refused", reason: request.kind }));
  const socket = net.connect(path);
  onTestFinished(() => void socket.destroy());
  const line = formatControl({ kind: "stop" });
  for (const character of line) socket.write(character);
  const answer = await new Promise((resolve) => socket.once("data", resolve));
  expect(String(answer)).toContain('"reason":"stop"');
});

test("behind a link the socket keeps its place when the link is turned", () => {
  const root = temporaryFolder();
  const runtimeFolder = temporaryFolder();
  mkdirSync(join(root, "releases-1"));
  mkdirSync(join(root, "releases-2"));
  const folder = join(root, "current");
  const place = { control: "", folder, runtimeFolder, userId: 1 };
  symlinkSync("releases-1", folder);
  const before = resolveControlPath(place);
  rmSync(folder);
  symlinkSync("releases-2", folder);
  expect(resolveControlPath(place)).toBe(before);
  expect(listControlPaths(place)[0]).toBe(before);
});

test("a project in a plain folder has it inside, one with a long path does not", () => {
  const folder = temporaryFolder();
  const place = { control: "", folder, runtimeFolder: "/run/user/1", userId: 1 };
  expect(resolveControlPath(place)).toBe(join(folder, ".landfall", "control.sock"));
  const deep = join(folder, "x".repeat(100));
  mkdirSync(deep);
  expect(resolveControlPath({ ...place, folder: deep })).toMatch(
    /^\/run\/user\/1\/landfall-1\/[0-9a-f]{16}\.sock$/,
  );
});

test("a strict umask does not lock the master out of its own folder", () => {
  const path = join(temporaryFolder(), ".landfall", "control.sock");
  const place = { control: path, folder: "/", runtimeFolder: "/tmp", userId: process.getuid!() };
  const before = process.umask(0o177);
  try {
    prepareControlFolder(path, place);
  } finally {
    process.umask(before);
  }
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
});

test("a folder in the temporary one that somebody else may have prepared is neither used nor asked", () => {
  const root = temporaryFolder();
  const folder = join(root, "x".repeat(100));
  const userId = process.getuid?.() ?? 0;
  const place = { control: "", folder, runtimeFolder: root, userId };
  mkdirSync(folder);
  const path = resolveControlPath(place);
  prepareControlFolder(path, place);
  expect(listControlPaths(place)).toContain(path);

  chmodSync(dirname(path), 0o777);
  expect(() => prepareControlFolder(path, place)).toThrow("others may write to it");
  expect(listControlPaths(place)).not.toContain(path);

  renameSync(dirname(path), join(root, "elsewhere"));
  chmodSync(join(root, "elsewhere"), 0o700);
  symlinkSync("elsewhere", dirname(path));
  expect(() => prepareControlFolder(path, place)).toThrow("belongs to another user");
  expect(listControlPaths(place)).not.toContain(path);
});
