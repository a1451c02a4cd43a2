import { expect, test } from "vitest";
import { type Logger, systemClock } from "../../src/core/index.ts";
import { keepLines, sendLines } from "../../src/launch/log-keeping.ts";
import { eventually } from "../proof/stage.ts";

function createSayings() {
  const said: string[] = [];
  const at = (level: keyof Logger) => (message: string) => void said.push(`${level} ${message}`);
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  const output = (stream: string, worker: number, text: string) =>
    void said.push(`${stream} ${worker} ${text}`);
  return { said, ...keepLines({ logger, output }) };
}

test("what is said is kept and passed on, but for what is for debugging", () => {
  const { said, kept, logger, output } = createSayings();
  logger.debug("a");
  logger.info("b");
  logger.warn("c");
  logger.error("d");
  output("stdout", 1, "e");
  expect(said).toEqual(["debug a", "info b", "warn c", "error d", "stdout 1 e"]);
  expect(kept.last(10)).toMatchObject([
    { kind: "master", level: "info", text: "b" },
    { kind: "master", level: "warn", text: "c" },
    { kind: "master", level: "error", text: "d" },
    { kind: "worker", worker: 1, stream: "stdout", text: "e" },
  ]);
});

test("a reader that follows gets every line once and in order, many in one piece, until it leaves", async () => {
  const { kept, output } = createSayings();
  const leaving = new AbortController();
  const pieces: string[][] = [];
  output("stdout", 0, "before");
  const end = sendLines(kept, systemClock, {
    lines: 1_000,
    follow: true,
    gone: leaving.signal,
    send: (lines) => void pieces.push(lines.map(({ text }) => text)),
  });
  const texts = Array.from({ length: 2_050 }, (_, index) => String(index));
  for (const text of texts) output("stdout", 0, text);
  await eventually("every line", () => pieces.flat().length === texts.length + 1);
  expect(pieces.flat()).toEqual(["before", ...texts]);
  expect(pieces.length).toBeLessThan(25);
  output("stdout", 0, "last word");
  end();
  expect(pieces.flat().at(-1)).toBe("last word");
  leaving.abort();
  for (const text of texts) output("stdout", 0, text);
  expect(pieces.flat()).toHaveLength(texts.length + 2);
});

test("a reader that does not follow gets what there is, and nothing afterwards", () => {
  const { kept, output } = createSayings();
  const pieces: unknown[] = [];
  for (const text of ["a", "b", "c"]) output("stdout", 0, text);
  const gone = new AbortController().signal;
  const send = (lines: unknown): void => void pieces.push(lines);
  sendLines(kept, systemClock, { lines: 2, follow: false, gone, send });
  output("stdout", 0, "d");
  expect(pieces).toMatchObject([[{ text: "b" }, { text: "c" }]]);
});
