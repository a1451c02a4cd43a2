import { expect, test } from "vitest";
import {
  type FromSuccessor,
  openFromSuccessor,
  openToSuccessor,
  sealSuccession,
  successionVersion,
  type ToSuccessor,
} from "../../../src/serve/succession/messages.ts";

const problem = { code: "X", message: "no", hint: "Mend it.", exitCode: 1 } as const;
const outcome = { kind: "upgraded", pid: 2, was: 1, took: 3 } as const;

test.each<FromSuccessor>([
  { kind: "hello" },
  { kind: "failed", problem },
  { kind: "ready" },
  { kind: "taken" },
  { kind: "stopping" },
  { kind: "closed" },
  { kind: "wanted", request: 1 },
  { kind: "wanted", request: 1, workers: 3 },
])("a successor's $kind arrives as it was sent", (message) => {
  expect(openFromSuccessor(JSON.parse(JSON.stringify(sealSuccession(message))))).toEqual(message);
});

test.each<ToSuccessor>([
  {
    kind: "offer",
    control: "/run/app.sock",
    kept: { port: 80, listen: [] },
    sockets: [
      { inode: 7, address: { kind: "tcp", host: "::1", port: 80 } },
      { inode: 8, address: { kind: "unix", path: "@app" } },
    ],
  },
  { kind: "take" },
  { kind: "leave" },
  { kind: "answer", request: 1, outcome },
  { kind: "answer", request: 1, outcome: { kind: "not-upgraded", pid: 1, problem } },
])("the stem's $kind arrives as it was sent", (message) => {
  expect(openToSuccessor(JSON.parse(JSON.stringify(sealSuccession(message))))).toEqual(message);
});

test.each([
  ["nothing", undefined],
  ["no envelope", { kind: "ready" }],
  ["another version", { succession: successionVersion + 1, message: { kind: "ready" } }],
  ["a kind that we do not know", { succession: successionVersion, message: { kind: "dance" } }],
  ["half a message", { succession: successionVersion, message: { kind: "failed" } }],
  [
    "a message in the wrong direction",
    { succession: successionVersion, message: { kind: "take" } },
  ],
  ["something else in an envelope", { succession: successionVersion, message: "ready" }],
])("%s is not understood", (_, envelope) => {
  expect(openFromSuccessor(envelope)).toBeUndefined();
});
