import { describe, expect, it } from "vitest";
import { parseAppSpecifier } from "../../../src/serve/app/index.ts";

const byDefault = { name: "default", call: false };

describe("parseAppSpecifier", () => {
  it.each([
    ["app.ts", "app.ts", byDefault],
    ["./src/app.ts#name", "./src/app.ts", { name: "name", call: false }],
    ["app.ts#make()", "app.ts", { name: "make", call: true }],
    ["app.ts#default", "app.ts", byDefault],
    ["app.ts#$größe_2", "app.ts", { name: "$größe_2", call: false }],
    ["@scope/site/sub#app", "@scope/site/sub", { name: "app", call: false }],
    ["a#b.ts#make()", "a#b.ts", { name: "make", call: true }],
    ["a#b.ts", "a", "invalid"],
    ["app.ts#", "app.ts", "invalid"],
    ["app.ts#make(1)", "app.ts", "invalid"],
    ["app.ts#a.b", "app.ts", "invalid"],
    ["app.ts#2", "app.ts", "invalid"],
    ["#1 app.ts", "", "invalid"],
  ])("[A9] %s names a module", (text, target, selection) => {
    expect(parseAppSpecifier(text)).toEqual({ kind: "module", text, target, selection });
  });

  it.each([
    [undefined, byDefault],
    ["", byDefault],
    ["  ", byDefault],
    ["#make()", { name: "make", call: true }],
  ])("[A9] %j leaves the file to discovery", (text, selection) => {
    expect(parseAppSpecifier(text)).toEqual({ kind: "discover", selection });
  });
});
