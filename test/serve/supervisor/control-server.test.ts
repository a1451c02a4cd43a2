import { mkdtempSync, readdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { formatControl } from "../../../src/serve/supervisor/control-protocol.ts";
import { openControlServer } from "../../../src/serve/supervisor/control-server.ts";

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A socket file: of a living server, or of a dead one. */
async function putSocket(path: string, { living }: { living: boolean }): Promise<void> {
  const server = net.createServer().listen(`${path}.first`);
  await new Promise((resolve) => server.once("listening", resolve));
  renameSync(`${path}.first`, path);
  if (living) onTestFinished(() => void server.close());
  else await new Promise((resolve) => server.close(resolve));
}

test("nothing but the socket lies in its folder, and nothing at all afterwards", async () => {
  const folder = temporaryFolder();
  const server = await openControlServer(join(folder, "control.sock"));
  expect(readdirSync(folder)).toEqual(["control.sock"]);
  server.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("a master that was quicker at a dead one's place keeps it", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "control.sock");
  await putSocket(path, { living: false });
  await putSocket(join(folder, "quicker.sock"), { living: true });
  const opening = openControlServer(path);
  // Now the path was looked at, and is not yet taken.
  renameSync(join(folder, "quicker.sock"), path);
  await expect(opening).rejects.toMatchObject({ code: "MASTER_RUNNING" });
  expect(readdirSync(folder)).toEqual(["control.sock"]);
});

test("the longest path that a socket can have is long enough for everybody", async () => {
  const folder = temporaryFolder();
  const path = join(folder, `${"x".repeat(107 - folder.length - 6)}.sock`);
  expect(path).toHaveLength(107);
  const server = await openControlServer(path);
  expect(readdirSync(folder)).toHaveLength(1);
  server.close();
});

test("two masters with the same process id, as in two containers, do not meet", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "control.sock");
  const opening = [openControlServer(path), openControlServer(path)];
  const outcomes = await Promise.allSettled(opening);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") outcome.value.close();
    else expect(outcome.reason).toMatchObject({ code: "MASTER_RUNNING" });
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("a client that does not read is dropped, and the handler learns that it has gone", async () => {
  const path = join(temporaryFolder(), "control.sock");
  const server = await openControlServer(path);
  onTestFinished(() => server.close());
  const text = "x".repeat(1_000_000);
  const line = { kind: "master", at: "now", level: "info", text } as const;
  const dropped = new Promise<number>((resolve) => {
    server.serve((_request, reply, gone) => {
      let sent = 0;
      gone.addEventListener("abort", () => resolve(sent));
      const send = (): void => {
        if (gone.aborted || sent > 100) return;
        sent += 1;
        reply({ kind: "logs", lines: [line] });
        setImmediate(send);
      };
      send();
    });
  });
  const socket = net.connect(path);
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  socket.pause();
  socket.write(formatControl({ kind: "logs", lines: 10, follow: true }));
  const sent = await dropped;
  expect(sent).toBeGreaterThan(8);
  expect(sent).toBeLessThan(20);
});

test("a client that leaves is known to have gone", async () => {
  const path = join(temporaryFolder(), "control.sock");
  const server = await openControlServer(path);
  onTestFinished(() => server.close());
  const left = new Promise<void>((resolve) => {
    server.serve((_request, _reply, gone) => gone.addEventListener("abort", () => resolve()));
  });
  const socket = net.connect(path);
  socket.write(formatControl({ kind: "logs", lines: 10, follow: true }), () => socket.destroy());
  await left;
});
