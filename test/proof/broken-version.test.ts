/** A broken new version under the full load: nothing is lost, the old generation serves on, the reload says why. */

import { expect, it } from "vitest";

import { complaint, writeVersion, type Defect } from "../../bench/reload/app-version.ts";
import { chargeLoss, judgePosts } from "../../bench/reload/verdict.ts";
import { readJournals } from "../../bench/reload/journal.ts";
import { createStage, eventually } from "./stage.ts";

const stage = createStage();
const bootTimeout = 2_000;

/** What a machine under load may take to start a process and to tell about its end. */
const machine = 4_000;

const cases: [Defect, string, RegExp][] = [
  ["syntax-error", "does not parse", /syntax error: .*app\.mjs:\d+/],
  ["import-throws", "throws at import", new RegExp(`${complaint} version 2`)],
  ["start-rejects", "rejects in start()", new RegExp(`${complaint} version 2`)],
  ["never-ready", "never gets ready", /ready|boot|2 ?s/],
];

it.each(cases)(
  "[B6] %s: a version that %s costs no request, and the mended one reloads",
  async (defect, _, message) => {
    const server = await stage.serve({ bootTimeout: `${bootTimeout}ms` });
    const { tally, stop } = await stage.load(server);
    const before = await server.readyPids();

    await writeVersion(server.folder, 2, defect);
    const broken = await server.command("reload");
    expect(broken).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(message) });
    expect(broken.took).toBeLessThan(bootTimeout + machine);
    expect(await server.readyPids()).toEqual(before);

    await writeVersion(server.folder, 3);
    const mended = await server.command("reload");
    expect(mended).toMatchObject({ exitCode: 0 });
    tally.promised = 3;
    await eventually("version 3 answers", () => tally.sightings.has(3));
    const after = await server.readyPids();
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);

    await stop();
    expect(tally.losses.map(chargeLoss)).toEqual([]);
    expect(judgePosts(tally.posts, await readJournals(server.folder))).toEqual([]);
    expect([...tally.sightings.keys()]).toEqual([1, 3]);
  },
  20_000,
);
