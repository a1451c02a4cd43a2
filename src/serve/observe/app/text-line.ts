/** A line of the application's log for people. */

import { inspect } from "node:util";

/** What is said. */
export interface Saying {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  /** `requestId` stands first, `err` is an error whose stack follows. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const labels = { debug: "debug: ", info: "", warn: "warning: ", error: "error: " } as const;

/** `warning: request 4f1c…: the message key=value`, in harmless characters; further lines are indented. */
export function formatTextLine({ level, message, facts }: Saying): string {
  const { requestId, err, ...others } = facts;
  const request = typeof requestId === "string" && requestId !== "" ? `request ${requestId}: ` : "";
  const pairs = Object.entries(others).map(([name, value]) => ` ${name}=${formatValue(value)}`);
  const text = request + explain(message, err) + pairs.join("");
  return labels[level] + escapeControls(text).replaceAll("\n", "\n  ");
}

/** The message of an error stands in its stack already. */
function explain(message: string, error: unknown): string {
  if (!(error instanceof Error)) return message;
  const { stack = String(error) } = error;
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}

function formatValue(value: unknown): string {
  if (typeof value !== "string") return inspect(value, { breakLength: Number.POSITIVE_INFINITY });
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** What a visitor sent and a message repeats: no terminal obeys it. */
function escapeControls(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
