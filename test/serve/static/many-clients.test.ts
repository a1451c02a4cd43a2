import http from "node:http";
import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import { installWebGlobals } from "../../../src/http/index.ts";
import { promiseDeadline, standsStill, until } from "../../../src/laws/deadline.ts";
import { Client, requestHead } from "../../../src/laws/server/client.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { start, type Started } from "../engines/node/started.ts";
import { bytesOf } from "./case-folder.ts";
import { serveFolder, type Files } from "./folder.ts";

async function serve(
  contents: Files,
): Promise<Started & { readonly port: number; readonly root: string }> {
  const files = serveFolder(contents);
  const handler = createPipeline(() => new Response("app"), { onError: () => {}, files: [files] });
  const started = await start(handler);
  return { ...started, port: (started.address as TcpAddress).port, root: files.root };
}

/** Files of the folder that this process has open. */
function openFiles(): number {
  return readdirSync("/proc/self/fd").length;
}

describe("clients of one file", () => {
  let restore = (): void => {};
  beforeAll(() => void (restore = installWebGlobals()));
  afterAll(() => restore());

  const large = bytesOf(1_024 * 1_024);

  it("two hundred at once all get it whole, and it is closed again", async () => {
    await using served = await serve({ "large.bin": large });
    const before = openFiles();
    const read = (): Promise<boolean> =>
      new Promise((resolve, reject) => {
        http
          .get({ port: served.port, path: "/static/large.bin", agent: false }, (incoming) => {
            incoming.toArray().then((parts) => resolve(Buffer.concat(parts).equals(large)), reject);
          })
          .on("error", reject);
      });
    const whole = await Promise.all(Array.from({ length: 200 }, read));
    expect(whole.every(Boolean)).toBe(true);
    expect(served.errors).toEqual([]);
    await until("every file and connection is closed", () => openFiles() <= before);
  });

  it("never get bytes of another file, though memory is used again and some stand still or leave", async () => {
    const names = Array.from({ length: 3 }, (_, index) => `${index}.bin`);
    const contents = names.map((name) => Buffer.alloc(12 * 1_024 * 1_024, `content of ${name}.`));
    await using served = await serve(
      Object.fromEntries(names.map((name, index) => [name, contents[index] as Buffer])),
    );
    const before = openFiles();
    const clients = await Promise.all(
      Array.from({ length: 12 }, () => Client.open(served.address)),
    );
    for (const [index, client] of clients.entries()) {
      client.socket.pause();
      client.send(requestHead("GET", `/static/${names[index % 3]}`));
    }
    await until("every file is open", () => openFiles() >= before + 36);
    const memory = (): number => Math.round(process.memoryUsage().external / 1e6);
    await standsStill("the server waits for the clients", memory, Infinity);
    for (const client of clients.splice(0, 3)) client.leave("reset");
    const right = clients.map(async (client, index) => {
      client.socket.resume();
      return (await client.answer()).body === contents[index % 3]?.toString("latin1");
    });
    expect(await Promise.all(right)).toEqual(clients.map(() => true));
    for (const client of clients) client.leave("close");
    expect(served.errors).toEqual([]);
  });

  it("one that does not read holds little memory, and gets it whole when it reads again", async () => {
    const size = 64 * 1_024 * 1_024;
    await using served = await serve({ "huge.bin": Buffer.alloc(size, "x") });
    const before = openFiles();
    using client = await Client.open(served.address);
    client.socket.pause();
    client.send(requestHead("GET", "/static/huge.bin"));
    const memory = (): number =>
      process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    const idle = memory();
    await until("the file is open", () => openFiles() > before);
    await standsStill(
      "the server waits for the client",
      () => Math.round(memory() / 1e6),
      Infinity,
    );
    expect(memory() - idle).toBeLessThan(size / 4);
    client.socket.resume();
    const { body } = await client.answer();
    expect(body.length).toBe(size);
  });

  it("one that leaves in the middle costs no open file", async () => {
    await using served = await serve({ "huge.bin": Buffer.alloc(64 * 1_024 * 1_024, "x") });
    const before = openFiles();
    const client = await Client.open(served.address);
    client.send(requestHead("GET", "/static/huge.bin"));
    await client.head();
    client.leave("reset");
    await until("the file is closed", () => openFiles() <= before);
    expect(served.errors).toEqual([]);
  });

  it("an answer that nobody reads costs no open file", async () => {
    const files = serveFolder({ "large.bin": large });
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const before = openFiles();
    for (let count = 0; count < 20; count += 1) {
      const request = new Request("http://localhost/static/large.bin");
      expect((await files.respondDirectly(request))?.status).toBe(200);
    }
    expect(openFiles()).toBeGreaterThan(before);
    const isClosed = (): boolean => {
      collect();
      return openFiles() <= before;
    };
    await until("every file is closed", isClosed, promiseDeadline);
  });

  it("one that only asks for the head opens nothing", async () => {
    await using served = await serve({ "large.bin": large });
    using client = await Client.open(served.address);
    const before = openFiles();
    for (let count = 0; count < 50; count += 1) {
      const { head } = await client.ask("HEAD", "/static/large.bin");
      expect(head.values("content-length")).toEqual([String(large.byteLength)]);
    }
    expect(openFiles()).toBeLessThanOrEqual(before);
  });
});
