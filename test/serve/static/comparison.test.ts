import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import type { Started } from "../engines/node/started.ts";
import { caseFiles } from "./case-folder.ts";
import { askCase, type Heard, type Place, startCaseServer } from "./case-rig.ts";
import { createFolder } from "./folder.ts";
import { type ForeignServer, isInstalled, startApache, startNginx } from "./foreign-servers.ts";
import { httpCases } from "./http-cases.ts";
import {
  type Difference,
  type KnownDifference,
  knownDifferences,
  type Peer,
} from "./known-differences.ts";

const programs = [
  { name: "nginx", program: "/usr/sbin/nginx", start: startNginx },
  { name: "apache", program: "/usr/sbin/apache2", start: startApache },
] as const;

const undo: (() => void)[] = [];
const folder = (files: typeof caseFiles): string =>
  createFolder(files, (remove) => undo.push(remove));
const root = folder(caseFiles);
let ours: Started;

beforeAll(async () => {
  ours = await startCaseServer(root);
});

afterAll(async () => {
  await ours.server.close();
  for (const remove of undo) remove();
});

/** What is compared: the status, and what caches and clients that resume go by. */
function facts({ status, headers }: Heard): Readonly<Record<string, string>> {
  const { etag } = headers;
  return {
    status: String(status),
    etag: etag === undefined ? "none" : etag.startsWith("W/") ? "weak" : "strong",
    "last-modified": headers["last-modified"] ?? "none",
    "cache-control": headers["cache-control"] ?? "none",
    expires: headers.expires ?? "none",
    vary: headers.vary?.toLowerCase() ?? "none",
    "content-range": headers["content-range"] ?? "none",
    "content-encoding": headers["content-encoding"] ?? "none",
    "accept-ranges": headers["accept-ranges"] ?? "none",
    location: headers.location?.replace(/^http:\/\/[^/]+/, "") ?? "none",
  };
}

async function compare(theirs: Place): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const { port } = ours.address as TcpAddress;
  for (const [family, cases] of Object.entries(httpCases)) {
    for (const one of cases) {
      const mine = facts(await askCase({ port }, one));
      const other = facts(await askCase(theirs, one));
      const isPlain = mine["status"] !== other["status"] || Number(mine["status"]) >= 400;
      const names = isPlain ? ["status"] : Object.keys(mine);
      for (const field of names.filter((name) => mine[name] !== other[name])) {
        found.push({
          name: `${family}: ${one.name}`,
          field,
          ours: mine[field]!,
          theirs: other[field]!,
        });
      }
    }
  }
  return found;
}

/** What no rule explains, and rules that explain nothing any more. */
function judge(peer: Peer, found: readonly Difference[]): readonly string[] {
  const rules = knownDifferences.filter(({ peers }) => peers.includes(peer));
  const explains = (rule: KnownDifference, one: Difference): boolean =>
    rule.field === one.field &&
    rule.cases.test(one.name) &&
    rule.change.test(`${one.ours} → ${one.theirs}`);
  const unknown = found.filter((one) => !rules.some((rule) => explains(rule, one)));
  const idle = rules.filter((rule) => !found.some((one) => explains(rule, one)));
  return [
    ...unknown.map(({ name, field, ours, theirs }) => `${name}: ${field} ${ours} → ${theirs}`),
    ...idle.map(({ reason, cases }) => `not seen any more: ${cases} (${reason})`),
  ];
}

describe("[F5] static files compared with", () => {
  it.for(programs)(
    "$name: every difference is known and has its reason",
    async (peer, { skip }) => {
      skip(!isInstalled(peer.program), `${peer.name} is not installed`);
      const server: ForeignServer = await peer.start({ root, run: folder({}) });
      try {
        expect(judge(peer.name, await compare(server.place))).toEqual([]);
      } finally {
        await server.stop();
      }
    },
  );
});
