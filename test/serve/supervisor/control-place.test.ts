import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { toControlPlace } from "../../../src/serve/supervisor/index.ts";

test("sockets that cannot lie in the project lie in the user's runtime folder, or the temporary one", () => {
  const folder = "/srv/app";
  const userId = process.getuid?.() ?? 0;
  const env = { XDG_RUNTIME_DIR: "/run/user/1" };
  const place = { control: "a.sock", folder, userId };
  expect(toControlPlace({ folder, env }, "a.sock")).toEqual({
    ...place,
    runtimeFolder: "/run/user/1",
  });
  expect(toControlPlace({ folder, env: {} }, "a.sock")).toEqual({
    ...place,
    runtimeFolder: tmpdir(),
  });
});
