import http from "node:http";
import { describe, expect, it } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { staticFiles } from "../../../src/serve/static/index.ts";
import { start } from "../engines/node/started.ts";
import type { Place } from "./case-rig.ts";
import { createFolder } from "./folder.ts";
import { isInstalled, startNginx } from "./foreign-servers.ts";

function policies(place: Place, path: string): Promise<readonly (string | undefined)[]> {
  return new Promise((resolve, reject) => {
    const request = http.get({ ...place, path, agent: false }, (incoming) => {
      const { expires, "cache-control": policy } = incoming.resume().headers;
      resolve([policy, expires]);
    });
    request.on("error", reject);
  });
}

describe("files that may be kept for ever", () => {
  it("[F4] are for nginx's usual rule all that have a query, for us those whose version is right", async ({
    skip,
  }) => {
    skip(!isInstalled("/usr/sbin/nginx"), "nginx is not installed");
    const root = createFolder({ "app.js": "old content" });
    const files = staticFiles({ root });
    await using ours = await start(
      createPipeline(() => new Response("app"), { onError: () => {}, files: [files] }),
    );
    const place = { port: (ours.address as TcpAddress).port };
    const locations = `location /static/ { alias ${root}/; if ($query_string) { expires max; } }`;
    const nginx = await startNginx({ root, run: createFolder({}), locations });
    try {
      const forEver = ["max-age=315360000", "Thu, 31 Dec 2037 23:55:55 GMT"];
      const notYetDeployed = "/static/app.js?v=AAAAAAAAAAAAAAAA";
      for (const path of [files.assetUrl("app.js"), notYetDeployed, "/static/app.js?a"]) {
        expect([path, await policies(nginx.place, path)]).toEqual([path, forEver]);
      }
      expect(await policies(nginx.place, "/static/app.js")).toEqual([undefined, undefined]);
      const immutable = ["public, max-age=31536000, immutable", undefined];
      expect(await policies(place, files.assetUrl("app.js"))).toEqual(immutable);
      for (const path of [notYetDeployed, "/static/app.js?a", "/static/app.js"]) {
        expect([path, await policies(place, path)]).toEqual([path, ["no-cache", undefined]]);
      }
    } finally {
      await nginx.stop();
    }
  });
});
