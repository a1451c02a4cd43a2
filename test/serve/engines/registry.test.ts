import { describe, expect, it } from "vitest";
import { millis, seconds } from "../../../src/core/index.ts";
import {
  checkServer,
  engineErrors,
  node,
  resolveServer,
  servers,
} from "../../../src/serve/engines/index.ts";
import { engineOptions } from "../../../src/serve/engines/options.ts";

describe("the table of server adapters", () => {
  it("has every adapter once, under its own name", () => {
    expect(servers.map(({ name }) => name)).toEqual(["node"]);
  });

  it("auto picks an adapter and says why", () => {
    const { adapter, reason } = resolveServer("auto");
    expect(adapter).toBe(node);
    expect(reason).not.toBe("");
  });

  it("a name picks its adapter", () => {
    expect(resolveServer("node").adapter).toBe(node);
  });

  it("an unknown name is a wrong call that names every adapter", () => {
    const expected = engineErrors.fail.SERVER_UNKNOWN({ name: "noed", known: ["auto", "node"] });
    expect(() => resolveServer("noed")).toThrow(expected);
    expect(expected).toMatchObject({ exitCode: 2, hint: expect.stringContaining("auto, node") });
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
      expect(option.schema.parse(option.default)).toEqual(option.default);
    }
  });

  it("read the text of a flag", () => {
    expect(engineOptions.lingerTimeout.schema.parse("250ms")).toBe(millis(250));
    expect(engineOptions.lingerTimeout.default).toBe(seconds(2));
    expect(engineOptions.backlog.schema.parse("64")).toBe(64);
    expect(engineOptions.backlog.schema.safeParse("0").success).toBe(false);
  });
});
