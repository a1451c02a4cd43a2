/**
 * Errors as tables: each room keeps one `errors.ts` that maps a code to a message, a hint and an exit code.
 * A caller sees one class, `LandfallError`; `Problem` is its JSON form for pipes and sockets.
 */

/** 0 done · 1 it failed · 2 the call was wrong · 3 nothing is running · 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** One row of an error table: what happened, and what to do about it now. */
export interface ErrorRow<Facts> {
  readonly message: (facts: Facts) => string;
  readonly hint: (facts: Facts) => string;
  readonly exitCode: ExitCode;
}

/** An error as plain data: what a worker tells its master, and the master tells the command line. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly exitCode: ExitCode;
  /** The stack at the lines of the source, for `--debug` and the log. */
  readonly stack?: string | undefined;
}

/** The one error class: a stable code, a message that names the thing, a hint that names the cure. */
export class LandfallError extends Error implements Problem {
  override readonly name = "LandfallError";
  readonly code: string;
  readonly hint: string;
  readonly exitCode: ExitCode;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, cause === undefined ? undefined : { cause });
    this.code = problem.code;
    this.hint = problem.hint;
    this.exitCode = problem.exitCode;
    if (problem.stack !== undefined) this.stack = problem.stack;
  }
}

/** Makes an error of one row; `cause` is kept. */
export type ErrorFactory<Facts> = (facts: Facts, cause?: unknown) => LandfallError;

/** A room's errors, by what each code must be told: factories to throw with, rows for the reference. */
export interface ErrorTable<FactsByCode> {
  readonly fail: { readonly [Code in keyof FactsByCode]: ErrorFactory<FactsByCode[Code]> };
  readonly rows: ErrorRows<FactsByCode>;
}

/** The rows of a table. */
export type ErrorRows<FactsByCode> = {
  readonly [Code in keyof FactsByCode]: ErrorRow<FactsByCode[Code]>;
};

/** Turns rows into factories: `throw fail.PORT_IN_USE({ address }, cause)`. */
export function defineErrors<FactsByCode>(rows: ErrorRows<FactsByCode>): ErrorTable<FactsByCode> {
  const codes = Object.keys(rows) as (keyof FactsByCode & string)[];
  const factories = codes.map((code) => [code, toFactory(code, rows[code])]);
  return { fail: Object.fromEntries(factories) as ErrorTable<FactsByCode>["fail"], rows };
}

/** Any thrown value as plain data; what is not ours gets the code `UNEXPECTED`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof LandfallError) {
    const { code, message, hint, exitCode } = error;
    return { code, message, hint, exitCode, stack: stackOf(error.cause ?? error) };
  }
  return {
    code: "UNEXPECTED",
    message: toMessage(error),
    hint: "This is a fault in Landfall or in a library it uses; --debug prints the stack.",
    exitCode: 1,
    stack: stackOf(error),
  };
}

/** The message of any thrown value, never empty. */
export function toMessage(error: unknown): string {
  if (error instanceof Error) return error.message === "" ? error.name : error.message;
  return String(error);
}

/** A thrown value for a log: an error with its stack, where it has one. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function toFactory<Facts>(code: string, row: ErrorRow<Facts>): ErrorFactory<Facts> {
  return (facts, cause) =>
    new LandfallError(
      { code, message: row.message(facts), hint: row.hint(facts), exitCode: row.exitCode },
      cause,
    );
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
