import { describe, expect, it } from "vitest";
import { node } from "../../../../src/serve/engines/index.ts";
import { describeServers } from "../../../../src/serve/engines/registry/list-servers.ts";
import { createProject, installed, plant } from "./planted.ts";

const fast = plant({ name: "fast", package: "fast-http" });
const servers = [fast, node];
const candidates = [
  { adapter: fast, reason: "is the fastest" },
  { adapter: node, reason: "runs every app" },
];

describe("the list of servers", () => {
  it("[A6] says what is available here, what is not, and why", () => {
    const listing = describeServers({ servers, candidates }, createProject({}));
    expect(listing.servers).toMatchObject([
      {
        name: "fast",
        available: false,
        obstacle: "package fast-http is not installed: npm install fast-http",
        package: { name: "fast-http", installed: false },
      },
      { name: "node", available: true },
    ]);
    expect(listing.auto).toEqual({ server: "node", reason: "runs every app" });
  });

  it("loads no package: what is installed counts, and failing is for whoever starts it", () => {
    const cwd = createProject(installed("fast-http", 'throw new Error("loaded");'));
    const listing = describeServers({ servers, candidates }, cwd);
    expect(listing.servers[0]).toMatchObject({ available: true });
    expect(listing.auto).toEqual({ server: "fast", reason: "is the fastest" });
  });

  it("has no choice of auto where nothing can run", () => {
    const none = { servers, candidates: candidates.slice(0, 1) };
    expect(describeServers(none, createProject({})).auto).toBeUndefined();
  });
});
