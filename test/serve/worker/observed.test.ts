/** What a worker tells balancers and its master of itself. */

import { once } from "node:events";
import http from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { millis } from "../../../src/core/index.ts";
import { bind, Stage } from "./stage.ts";

/** Answers of `/healthz` on one connection, or each on its own. */
async function probe(port: number, agent?: http.Agent): Promise<string> {
  const asked = http.get({ port, host: "127.0.0.1", path: "/healthz", agent: agent ?? false });
  const [response] = (await once(asked, "response")) as [http.IncomingMessage];
  response.resume();
  await once(response, "end");
  return `${response.statusCode} ${response.headers.connection}`;
}

async function startProbed(): Promise<{ stage: Stage; port: number }> {
  const stage = new Stage();
  const { fd, inode, address } = await bind();
  stage.start([{ fd, inode, address }], { healthPath: "/healthz", adminListen: "127.0.0.1:0" });
  await stage.says("beat");
  return { stage, port: address.kind === "tcp" ? address.port : 0 };
}

test("a drain that ends the service is told to balancers at once, while requests are served on", async () => {
  const { stage, port } = await startProbed();
  expect(await probe(port)).toBe("200 close");
  stage.life.hear({ kind: "drain", delay: millis(5_000), endsService: true });
  expect(await probe(port)).toBe("503 close");
  const [answer] = (await once(http.get({ port, host: "127.0.0.1" }), "response")) as [
    http.IncomingMessage,
  ];
  expect(answer.statusCode).toBe(200);
  answer.resume();
  stage.life.hear({ kind: "cut" });
  await stage.ends();
});

test("a drain that others serve after is no reason to take the machine out", async () => {
  const { stage, port } = await startProbed();
  const agent = new http.Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  expect(await probe(port, agent)).toBe("200 keep-alive");
  stage.life.hear({ kind: "drain", delay: millis(5_000) });
  expect(await probe(port, agent)).toBe("200 keep-alive");
  stage.life.hear({ kind: "cut" });
  await stage.ends();
});

test("a worker that leaves tells its last numbers, in which probes do not count", async () => {
  const { stage, port } = await startProbed();
  for (let count = 0; count < 3; count += 1) {
    const [answer] = (await once(
      http.get({ port, host: "127.0.0.1", agent: false }),
      "response",
    )) as [http.IncomingMessage];
    answer.resume();
    await once(answer, "end");
    await probe(port);
  }
  expect(stage.said.at(-1)).toMatchObject({ kind: "beat", requests: 0, metrics: { series: [] } });
  stage.life.hear({ kind: "drain", delay: millis(0) });
  await stage.ends();
  const last = stage.said.at(-1);
  expect(last).toMatchObject({ kind: "beat", requests: 3, inFlight: 0 });
  const series = last?.kind === "beat" ? last.metrics?.series : undefined;
  expect(series).toMatchObject([{ method: "GET", status: "2xx" }]);
  expect(series?.[0]?.buckets.reduce((all, one) => all + one, 0)).toBe(3);
});

test("nothing is measured unless somebody wants to know", async () => {
  const stage = new Stage();
  const { fd, inode, address } = await bind();
  stage.start([{ fd, inode, address }]);
  await stage.says("beat");
  expect(stage.said.at(-1)).not.toHaveProperty("metrics");
  stage.life.hear({ kind: "cut" });
  await stage.ends();
});
