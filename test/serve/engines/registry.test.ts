import { describe, expect, it } from "vitest";
import { millis, seconds } from "../../../src/core/index.ts";
import {
  checkServer,
  type GivenOption,
  listServers,
  node,
  planServer,
  resolveServer,
  type ServerChoice,
  servers,
} from "../../../src/serve/engines/index.ts";
import { engineOptions } from "../../../src/serve/engines/options.ts";

const cwd = import.meta.dirname;

function resolve(server: string, serverOption: GivenOption[] = []): Promise<ServerChoice> {
  return resolveServer({ server, serverOption, cwd, stripTypes: false, app: {} });
}

function plan(server: string, serverOption: GivenOption[] = []): Promise<string | undefined> {
  return planServer({ server, serverOption, cwd });
}

describe("the table of server adapters", () => {
  it("has every adapter once, under its own name", () => {
    expect(servers.map(({ name }) => name)).toEqual(["node"]);
  });

  it("auto picks an adapter and says why", async () => {
    const { adapter, reason } = await resolve("auto");
    expect(adapter).toBe(node);
    expect(reason).toBe("auto: runs every app");
  });

  it("a name picks its adapter", async () => {
    expect((await resolve("node")).adapter).toBe(node);
  });

  it("[A5] an unknown name is a wrong call that names the nearest adapter and every other one", async () => {
    const hint = expect.stringMatching(/^Did you mean node\? Choose one of: auto, node;/);
    const expected = expect.objectContaining({ code: "SERVER_UNKNOWN", exitCode: 2, hint });
    await expect(resolve("noed")).rejects.toEqual(expected);
    await expect(plan("noed")).rejects.toEqual(expected);
  });

  it("[A5] an option that an adapter has not is a wrong call, before anything starts", async () => {
    const expected = expect.objectContaining({ code: "SERVER_OPTION_UNKNOWN", exitCode: 2 });
    await expect(plan("node", [{ name: "cork", value: "1" }])).rejects.toEqual(expected);
    await expect(resolve("auto", [{ name: "cork", value: "1" }])).rejects.toEqual(expected);
  });

  it("a master knows the name of what was named, and not what auto will take", async () => {
    expect(await Promise.all([plan("node"), plan("auto")])).toEqual(["node", undefined]);
  });

  it("lists each adapter as it stands here, and what auto takes", async () => {
    const { servers: facts, auto } = await listServers(import.meta.dirname);
    expect(facts.map(({ name, available }) => [name, available])).toEqual([["node", true]]);
    expect(auto).toEqual({ server: "node", reason: "runs every app" });
  });
});

describe("an app that answers on Node's own request and response", () => {
  it("is refused by a server that has none, with the one to choose", () => {
    const adapter = { name: "direct", hasNodePair: false };
    expect(() => checkServer(adapter, { needsNodePair: true })).toThrow(
      expect.objectContaining({
        message:
          "server direct cannot run this app, which answers on Node's own request and response",
        hint: "Serve it with --server node.",
        exitCode: 2,
      }),
    );
  });

  it("runs on node, and any other app runs anywhere", () => {
    checkServer(node, { needsNodePair: true });
    checkServer({ name: "direct", hasNodePair: false }, {});
  });
});

describe("the engines' options", () => {
  it("have defaults that their own schemas accept", () => {
    for (const option of Object.values(engineOptions)) {
      const written = option.defaultText ?? option.default;
      expect(option.schema.parse(written)).toEqual(option.default);
    }
  });

  it("read the text of a flag", () => {
    expect(engineOptions.lingerTimeout.schema.parse("250ms")).toBe(millis(250));
    expect(engineOptions.lingerTimeout.default).toBe(seconds(2));
    expect(engineOptions.backlog.schema.parse("64")).toBe(64);
    expect(engineOptions.backlog.schema.safeParse("0").success).toBe(false);
    const { schema } = engineOptions.serverOption;
    expect(schema.parse(["a=1", "b=x=y, z", "c="])).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "x=y, z" },
      { name: "c", value: "" },
    ]);
    for (const wrong of ["a", "=1", "a b=1"]) {
      expect(schema.safeParse([wrong]).success).toBe(false);
    }
  });
});
