import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createControlClient } from "../../../src/serve/supervisor/control-client.ts";
import { formatControl } from "../../../src/serve/supervisor/control-protocol.ts";

/** Somebody who listens where a master would; `hear` gets each connection with what was asked first. */
async function listenAt(hear: (socket: net.Socket, asked: string) => void): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "control.sock");
  const server = net.createServer((socket) => {
    socket.once("data", (data) => hear(socket, String(data)));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

const done = { kind: "reload", outcome: { kind: "done", generation: 2, took: 1 } } as const;

test("`stop` returns at the end of the master, not at its word", async () => {
  const stopping: net.Socket[] = [];
  const path = await listenAt((socket, asked) => {
    if (!asked.includes('"stop"')) return void socket.end(formatControl(done));
    socket.write(formatControl({ kind: "stopping", pid: 7 }));
    stopping.push(socket);
  });
  const client = createControlClient([path]);
  let pid = 0;
  const stopped = client.stop().then((answer) => (pid = answer));
  await vi.waitFor(() => expect(stopping).toHaveLength(1));
  // A second conversation takes longer than the word needs that was sent before it.
  await client.reload({ waitDrained: false });
  expect(pid).toBe(0);
  stopping[0]?.end();
  expect(await stopped).toBe(7);
});

test("a master that dies while it is asked is told apart from one that is not there", async () => {
  const path = await listenAt((socket) => socket.end());
  await expect(createControlClient([path]).status()).rejects.toMatchObject({
    code: "MASTER_ENDED",
  });
});

test("an answer to another question is no answer", async () => {
  const path = await listenAt((socket) => socket.end(formatControl(done)));
  await expect(createControlClient([path]).status()).rejects.toMatchObject({
    code: "CONTROL_GARBLED",
  });
});

test.each([
  [
    "CONTROL_REFUSED",
    '{"landfall":3,"kind":"refused","reason":"status is no more"}',
    "status is no more",
  ],
  ["CONTROL_FOREIGN", '{"landfall":2,"kind":"status","status":{}}', "version 2"],
  ["CONTROL_FOREIGN", '{"landfall":1,"kind":"status","status":{"phase":"dreaming"}}', '"status"'],
])("a master of another version is told so, and what to do: %s", async (code, line, text) => {
  const path = await listenAt((socket) => void socket.write(`${line}\n`));
  await expect(createControlClient([path]).status()).rejects.toMatchObject({
    code,
    message: expect.stringContaining(text),
    hint: expect.stringContaining("use the command of that version"),
  });
});

const line = { kind: "master", at: "now", level: "info", text: "hello" } as const;
const reply = formatControl({ kind: "logs", lines: [line] });

test("lines of the log are handed over once, or as they come until nobody wants more", async () => {
  const path = await listenAt((socket, asked) => {
    socket.write(reply);
    if (asked.includes('"follow":true')) socket.write(reply + reply + reply);
  });
  const { logs } = createControlClient([path]);
  const heard: unknown[] = [];
  const once = logs({ lines: 5, follow: false }, (lines) => heard.push(...lines) > 0);
  expect([await once, heard]).toEqual(["left", [line]]);
  let count = 0;
  expect(await logs({ lines: 0, follow: true }, () => (count += 1) < 3)).toBe("left");
  expect(count).toBe(3);
});

test("whoever follows the log hears that the master has ended, unless it never answered", async () => {
  const path = await listenAt((socket) => void socket.end(reply));
  const { logs } = createControlClient([path]);
  expect(await logs({ lines: 5, follow: true }, () => true)).toBe("ended");
  const silent = await listenAt((socket) => void socket.end());
  const asked = createControlClient([silent]).logs({ lines: 5, follow: true }, () => true);
  await expect(asked).rejects.toMatchObject({ code: "MASTER_ENDED" });
});

test("a place where nobody answers is passed over", async () => {
  const asked: string[] = [];
  const path = await listenAt((socket, text) => {
    asked.push(text);
    socket.end(formatControl(done));
  });
  const client = createControlClient([`${path}.nobody`, path]);
  await expect(client.reload({ waitDrained: true })).resolves.toEqual(done.outcome);
  expect(asked.join("")).toContain('"waitDrained":true');
});

test.runIf(process.getuid?.() === 0)(
  "a socket of another user's master is told apart from none (needs root)",
  async () => {
    const path = await listenAt((socket) => socket.end());
    process.seteuid?.(65_534);
    onTestFinished(() => process.seteuid?.(0));
    await expect(createControlClient([path]).status()).rejects.toMatchObject({
      code: "CONTROL_UNUSABLE",
      message: expect.stringContaining("permission denied"),
    });
  },
);
