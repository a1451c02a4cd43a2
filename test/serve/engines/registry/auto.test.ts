import { describe, expect, it } from "vitest";
import { node } from "../../../../src/serve/engines/index.ts";
import { pickCandidate } from "../../../../src/serve/engines/registry/auto.ts";
import { createProject, installed, plant } from "./planted.ts";

const fast = plant({ name: "fast", package: "fast-http", hasNodePair: false });
const candidates = [
  { adapter: fast, reason: "is the fastest" },
  { adapter: node, reason: "runs every app" },
];
const app = {};

describe("auto with planted candidates", () => {
  it("[A7] takes the first whose package is installed, and hands its exports on", async () => {
    const cwd = createProject(installed("fast-http", "export const speed = 7;"));
    const choice = await pickCandidate(candidates, { cwd, app });
    expect([choice.adapter, choice.reason]).toEqual([fast, "auto: is the fastest"]);
    expect(choice.options?.package?.["speed"]).toBe(7);
  });

  it("[A7] passes over a package that is absent, and says so", async () => {
    const cwd = createProject({});
    const choice = await pickCandidate(candidates, { cwd, app });
    expect(choice.adapter).toBe(node);
    expect(choice.reason).toBe(
      'auto: runs every app; not fast: package "fast-http" is not installed',
    );
  });

  it.each([
    ["throws", installed("fast-http", 'throw new Error("no AVX here");'), "no AVX here"],
    [
      "lacks a package of its own",
      installed("fast-http", 'import "its-own-need";'),
      "Cannot find package 'its-own-need'",
    ],
    [
      "lacks a file of its own",
      installed("fast-http", 'import "./native.js";'),
      "Cannot find module",
    ],
    [
      "was left half by an installation",
      installed("fast-http", "", { main: "gone.js", exports: "./gone.js" }),
      "its package.json leads to no file",
    ],
  ])("[A7] never hides that a package which is there %s", async (_how, files, message) => {
    const cwd = createProject(files);
    await expect(pickCandidate(candidates, { cwd, app })).rejects.toMatchObject({
      code: "SERVER_PACKAGE_FAILED",
      message: expect.stringMatching(
        new RegExp(`^server fast cannot load its package "fast-http": .*${message}`),
      ),
    });
  });

  it("does not even load the package of a server that cannot run the app", async () => {
    const cwd = createProject(installed("fast-http", 'throw new Error("loaded");'));
    const choice = await pickCandidate(candidates, { cwd, app: { needsNodePair: true } });
    expect(choice.adapter).toBe(node);
    expect(choice.reason).toMatch(/; not fast: the app answers on Node's own request/);
  });

  it("passes over a server that can take no socket from the master", async () => {
    const deaf = plant({ name: "deaf", accepts: ["tcp"] });
    const all = [{ adapter: deaf, reason: "" }, ...candidates];
    const choice = await pickCandidate(all, { cwd: createProject({}), app });
    expect(choice.reason).toMatch(/^auto: runs every app; not deaf: .*; not fast: /);
  });

  it("says why there is none", async () => {
    const request = { cwd: createProject({}), app };
    await expect(pickCandidate(candidates.slice(0, 1), request)).rejects.toMatchObject({
      code: "SERVER_NONE_AVAILABLE",
      message:
        'auto found no server that can run this app: not fast: package "fast-http" is not installed',
    });
  });
});
