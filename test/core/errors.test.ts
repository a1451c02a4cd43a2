import { expect, test } from "vitest";
import { defineErrors, LandfallError, toProblem } from "../../src/core/index.ts";

const table = defineErrors<{ PORT_TAKEN: { port: number } }>({
  PORT_TAKEN: {
    message: ({ port }) => `port ${port} is taken`,
    hint: ({ port }) => `Try ${port + 1}.`,
    exitCode: 1,
  },
});

test("a row becomes an error with its code, message, hint, exit code and cause", () => {
  const cause = new Error("EADDRINUSE");
  const error = table.fail.PORT_TAKEN({ port: 80 }, cause);
  expect(error).toBeInstanceOf(LandfallError);
  expect(error).toMatchObject({
    code: "PORT_TAKEN",
    message: "port 80 is taken",
    hint: "Try 81.",
    exitCode: 1,
    cause,
  });
});

test("a problem survives JSON and becomes the same error on the other side", () => {
  const sent = toProblem(table.fail.PORT_TAKEN({ port: 80 }));
  const received = new LandfallError(JSON.parse(JSON.stringify(sent)));
  expect(toProblem(received)).toEqual(sent);
});

test.each([[undefined], [null], ["text"], [{ odd: true }], [new TypeError("")]])(
  "anything thrown becomes a problem with a message: %s",
  (thrown) => {
    const problem = toProblem(thrown);
    expect(problem).toMatchObject({ code: "UNEXPECTED", exitCode: 1 });
    expect(problem.message).not.toBe("");
  },
);

test("the stack that is shown is that of the cause", () => {
  const cause = new Error("EADDRINUSE");
  expect(toProblem(table.fail.PORT_TAKEN({ port: 80 }, cause)).stack).toBe(cause.stack);
});
