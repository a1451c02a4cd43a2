import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { resolveIdentity } from "../../../src/serve/service/index.ts";

const isRoot = process.getuid?.() === 0;

/** What the room says in a process that is nobody. */
function asNobody(request: object): string {
  const room = new URL("../../../src/serve/service/index.ts", import.meta.url).href;
  const program = `
    import { resolveIdentity } from ${JSON.stringify(room)};
    process.setgroups([]);
    process.setgid(65534);
    process.setuid(65534);
    try { console.log(JSON.stringify(resolveIdentity(${JSON.stringify(request)})) ?? "nothing to do"); }
    catch (error) { console.log(error.message + " | " + error.hint); }
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  return stdout.trim() || stderr;
}

test("nobody was asked for: we stay who we are", () => {
  expect(resolveIdentity({ user: "", group: "" })).toBeUndefined();
});

test("whoever we are already is nothing to do", () => {
  const user = String(process.getuid?.());
  expect(resolveIdentity({ user, group: String(process.getgid?.()) })).toBeUndefined();
});

test.skipIf(!isRoot)("a user is looked up by name and by number, with its group or another", () => {
  const nobody = { uid: 65_534, gid: 65_534, name: "nobody" };
  expect(resolveIdentity({ user: "nobody", group: "" })).toEqual(nobody);
  expect(resolveIdentity({ user: "nobody", group: "daemon" })).toEqual({ ...nobody, gid: 1 });
  expect(resolveIdentity({ user: "nobody", group: "77" })).toEqual({ ...nobody, gid: 77 });
  expect(resolveIdentity({ user: "", group: "daemon" })).toMatchObject({ uid: 0, gid: 1 });
  expect(process.getegid?.()).toBe(process.getgid?.());
});

test.skipIf(!isRoot)("a number that nobody bears needs a group", () => {
  expect(() => resolveIdentity({ user: "54321", group: "" })).toThrow(/its group is not known/);
  expect(resolveIdentity({ user: "54321", group: "54321" })).toEqual({
    uid: 54_321,
    gid: 54_321,
    name: undefined,
  });
});

test.each(["no-such-user", "-u", "a b", "$(id)"])("the user %j is unknown", (user) => {
  expect(() => resolveIdentity({ user, group: "" })).toThrow(`there is no user "${user}"`);
});

test.skipIf(!isRoot)("an unknown group is told", () => {
  expect(() => resolveIdentity({ user: "nobody", group: "no-such-group" })).toThrow(
    'there is no group "no-such-group"',
  );
});

test.skipIf(!isRoot)("who is not root can become nobody else, and is told the cure", () => {
  const message = /only root can become daemon \| Start it as root, or leave/;
  expect(asNobody({ user: "daemon", group: "" })).toMatch(message);
  expect(asNobody({ user: "", group: "daemon" })).toMatch(/only root can become group daemon/);
  expect(asNobody({ user: "nobody", group: "" })).toBe("nothing to do");
});
