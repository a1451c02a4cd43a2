import http from "node:http";
import { describe, expect, it } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { staticFiles } from "../../../src/serve/static/index.ts";
import { start } from "../engines/node/started.ts";
import { bytesOf } from "./case-folder.ts";
import type { Heard, Place } from "./case-rig.ts";
import { createFolder } from "./folder.ts";
import { isInstalled, startNginx } from "./foreign-servers.ts";

const large = bytesOf(400_000);

function get(
  place: Place,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { ...place, path, headers: { ...headers }, agent: false },
      (incoming) => {
        const { statusCode: status = 0, headers: heard } = incoming;
        incoming
          .toArray()
          .then((parts) => resolve({ status, headers: heard, body: Buffer.concat(parts) }), reject);
      },
    );
    request.on("error", reject);
  });
}

describe("leaving the sending to nginx", () => {
  it("sends the file with our caching, and nginx sees to ranges and conditions", async ({
    skip,
  }) => {
    skip(!isInstalled("/usr/sbin/nginx"), "nginx is not installed");
    const root = createFolder({ "a b.bin": large, "secret.txt": "" });
    const offload = { kind: "x-accel-redirect", location: "/files/" } as const;
    const files = staticFiles({ root, offload });
    const onError = (): void => {};
    await using app = await start(
      createPipeline(() => new Response("app"), { onError, files: [files] }),
    );
    const { port } = app.address as TcpAddress;
    const locations = `
      location / { proxy_pass http://127.0.0.1:${port}; }
      location /files/ { internal; alias ${root}/; }`;
    const nginx = await startNginx({ root, run: createFolder({}), locations });
    try {
      const whole = await get(nginx.place, files.assetUrl("a b.bin"));
      expect([whole.status, whole.body.equals(large)]).toEqual([200, true]);
      expect(whole.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
      const etag = whole.headers.etag ?? "";
      const part = await get(nginx.place, "/static/a%20b.bin", { range: "bytes=5-9" });
      expect([part.status, part.body]).toEqual([206, large.subarray(5, 10)]);
      expect((await get(nginx.place, "/static/a%20b.bin", { "if-none-match": etag })).status).toBe(
        304,
      );
      expect((await get(nginx.place, "/static/none")).status).toBe(404);
      expect((await get(nginx.place, "/files/secret.txt")).status).toBe(404);
    } finally {
      await nginx.stop();
    }
  });
});
