import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProject, get, run, serve } from "./landfall-process.ts";

const tellingApp = `
export default {
  fetch(request, { client, peer, scheme, isLocal, basePath }) {
    return Response.json({ url: request.url, client: client.address, peer: peer.address, scheme, isLocal, basePath });
  },
};
`;

const onFreePort = ["--listen", "127.0.0.1:0"];
const headers = {
  host: "inner.test",
  "x-forwarded-for": "127.0.0.1, 4.4.4.4",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "www.test",
};

describe("behind a proxy", () => {
  test("[D6] [D22] a trusted one says who asks and how, and the app lives under its path", async () => {
    const cwd = createProject({ "app.mjs": tellingApp });
    const path = join(cwd, "app.sock");
    const options = ["--trusted-proxies", "loopback", "--base-path", "/app"];
    const listen = [...onFreePort, "--listen", `unix:${path}`];
    const master = await serve(cwd, ["app.mjs", ...listen, ...options]);
    const url = await master.url();
    expect(JSON.parse(await get(`${url}app/x?y`, { headers }))).toEqual({
      url: "https://www.test/x?y",
      client: "4.4.4.4",
      peer: "127.0.0.1",
      scheme: "https",
      isLocal: false,
      basePath: "/app",
    });
    expect(await get(`${url}x`, { headers })).toBe("Not Found\n");
    expect(await get(`${url}app?y`, { headers })).toBe("/app/?y\n");
    const untrusted = await get("http://inner.test/app/x", { socketPath: path, headers });
    expect(JSON.parse(untrusted)).toMatchObject({ url: "http://inner.test/x", client: "unix" });
  });

  test("[D9] nobody is believed unless somebody says so, and nobody else is made local", async () => {
    const cwd = createProject({ "app.mjs": tellingApp });
    const url = await (await serve(cwd, ["app.mjs", ...onFreePort])).url();
    const own = { client: "127.0.0.1", scheme: "http", url: "http://inner.test/" };
    expect(JSON.parse(await get(url, { headers }))).toMatchObject({ ...own, isLocal: false });
    expect(JSON.parse(await get(url))).toMatchObject({ client: "127.0.0.1", isLocal: true });
  });

  test("[D7] the list comes from the environment, too", async () => {
    const cwd = createProject({ "app.mjs": tellingApp });
    const env = {
      LANDFALL_TRUSTED_PROXIES: "loopback, 4.4.0.0/16",
      LANDFALL_PROXY_HEADERS: "x-forwarded-for",
    };
    const url = await (await serve(cwd, ["app.mjs", ...onFreePort], { env })).url();
    const chain = { ...headers, "x-forwarded-for": "5.5.5.5, 4.4.4.4" };
    const told = JSON.parse(await get(url, { headers: chain })) as unknown;
    expect(told).toMatchObject({ client: "5.5.5.5", url: "http://inner.test/" });
  });

  test.each([
    [["--trusted-proxies", "loopback,proxy.test"], /--trusted-proxies: .*got "proxy\.test"/],
    [["--trusted-proxies", "*"], /--trusted-proxies: .*0\.0\.0\.0\/0,::\/0.*got "\*"/],
    [["--proxy-headers", "forwarded,x-fro"], /--proxy-headers: .*x-forwarded-for.*got "x-fro"/],
    [["--base-path", "app"], /--base-path: expected a path such as \/app, got "app"/],
  ])("%j is a wrong call that names the bad item", async (args, message) => {
    const { code, stderr } = await run(["serve", ...args], { cwd: createProject({}) });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
