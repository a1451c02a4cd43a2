import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  listControlPaths,
  prepareControlFolder,
  resolveControlPath,
} from "../../../src/serve/supervisor/control-path.ts";

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("the folder of the control socket is its owner's alone", () => {
  const folder = temporaryFolder();
  const path = join(folder, ".landfall", "control.sock");
  const userId = process.getuid?.() ?? 0;
  prepareControlFolder(path, { control: "", folder, runtimeFolder: tmpdir(), userId });
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
});

test("a folder that belongs to another user is refused by its name", () => {
  const folder = temporaryFolder();
  if (process.getuid?.() === 0) chownSync(folder, 65_534, 65_534);
  const userId = statSync(folder).uid + 1;
  const place = { control: "", folder, runtimeFolder: tmpdir(), userId };
  expect(() => prepareControlFolder(join(folder, "control.sock"), place)).toThrow(
    `${folder} belongs to another user`,
  );
});

test("a path with no room for a temporary name beside it gives way", () => {
  const root = temporaryFolder();
  const tail = "/.landfall/control.sock".length;
  const place = { control: "", runtimeFolder: "/run/user/1", userId: 1 };
  const pathOf = (length: number) => {
    const folder = join(root, "x".repeat(length - tail - root.length - 1));
    mkdirSync(folder);
    return resolveControlPath({ ...place, folder });
  };
  expect(pathOf(95)).toHaveLength(95);
  expect(pathOf(96)).toMatch(/^\/run\/user\/1\//);
});

test("a control path of one's own is taken from the project's folder, and is the only one", () => {
  const place = { control: "a.sock", folder: "/srv/app", runtimeFolder: "/run", userId: 1 };
  expect(resolveControlPath(place)).toBe("/srv/app/a.sock");
  expect(listControlPaths(place)).toEqual(["/srv/app/a.sock"]);
});
