import { expect, test } from "vitest";
import { fixedSettings, keepFixed } from "../../src/config/index.ts";
import { load } from "./project.ts";

test("what the master obeys keeps its value over a reload, and a sentence says so", async () => {
  const before = await load({ flags: { port: "1" }, env: { LANDFALL_MAX_BODY: "1mb" } });
  const files = {
    "landfall.config.json": '{\n"port": 2,\n"control": "x.sock",\n"maxBody": "2mb" }',
  };
  const { settings, origins, kept } = keepFixed(before, await load({ files }));
  expect(settings).toMatchObject({ port: 1, control: "", maxBody: 2_097_152 });
  expect(origins.port).toEqual({ kind: "flag", name: "--port" });
  expect(kept).toEqual([
    "port stays 1 until a restart; it is to become 2 (landfall.config.json:2 port)",
    "control stays empty until a restart; it is to become x.sock (landfall.config.json:3 control)",
  ]);
});

test("nothing is said where nothing changed, whatever says it", async () => {
  const before = await load({ flags: { port: "1" } });
  const after = await load({ env: { PORT: "1" } });
  expect(keepFixed(before, after).kept).toEqual([]);
});

test("addresses and the control socket are among what cannot change", () => {
  expect(fixedSettings).toEqual(
    expect.arrayContaining(["host", "port", "unix", "listen", "control"]),
  );
});
