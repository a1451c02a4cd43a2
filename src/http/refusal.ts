/** Errors that are the client's: thrown at an app that asked for too much of a request, and answered if it lets them through. */

import type { LandfallError } from "../core/index.ts";
import { plainAnswer } from "./plain-answer.ts";

/** An error with what frameworks look for in it to answer with its status. */
export interface ClientRefusal extends LandfallError {
  readonly status: number;
  readonly statusCode: number;
  /** Hono asks an error for its answer. */
  getResponse(): Response;
}

interface RefusalAnswer {
  readonly status: keyof typeof reasons;
  readonly fields?: Readonly<Record<string, string>>;
  /** The client is a program of whoever writes the app, so it is told what is wrong. */
  readonly explained?: true;
}

const reasons = {
  400: "Bad Request",
  403: "Forbidden",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
} as const;

const upgrade = "websocket";
const answers: Readonly<Record<string, RefusalAnswer>> = {
  BODY_TOO_LARGE: { status: 413 },
  BODY_TOO_SLOW: { status: 408 },
  BODY_CORRUPT: { status: 400 },
  BODY_CODING_UNKNOWN: {
    status: 415,
    fields: { "accept-encoding": "gzip, deflate, br, zstd" }, // RFC 7694 §3
  },
  BODY_UNREADABLE: { status: 400 },
  TRAILERS_TOO_MANY: { status: 431 },
  UPGRADE_NOT_ASKED: { status: 426, fields: { upgrade }, explained: true },
  UPGRADE_METHOD: { status: 405, fields: { allow: "GET" }, explained: true },
  UPGRADE_VERSION: {
    status: 426,
    fields: { upgrade, "sec-websocket-version": "13" },
    explained: true,
  },
  UPGRADE_KEY: { status: 400, explained: true },
  UPGRADE_PROTOCOLS: { status: 400, explained: true },
  UPGRADE_ORIGIN: { status: 403, explained: true },
};

/** How deep an error of the app may hide the one that it was told. */
const deepestCause = 5;

/** Makes one of the errors above what frameworks can answer. */
export function toRefusal(error: LandfallError): ClientRefusal {
  const { status } = answers[error.code] as RefusalAnswer;
  const getResponse = (): Response => toAnswer(error) as Response;
  return Object.assign(error, { status, statusCode: status, getResponse });
}

/** Whether it is one of them, and no error of the app. */
export function isRefusal(error: unknown): error is ClientRefusal {
  return error instanceof Error && Object.hasOwn(answers, (error as { code?: string }).code ?? "");
}

/** The answer to a request whose handler failed with such an error; undefined if it failed for another reason. */
export function answerRefusal(error: unknown): Response | undefined {
  let seen = error;
  for (let depth = 0; depth < deepestCause && seen instanceof Error; depth += 1) {
    const answer = toAnswer(seen);
    if (answer !== undefined) return answer;
    seen = seen.cause;
  }
  return undefined;
}

/** The status and its reason, as they stand in a status line. */
export function toStatusLine({ code }: LandfallError): string {
  const { status } = answers[code] as RefusalAnswer;
  return `${status} ${reasons[status]}`;
}

/** By its code, as the app may have another copy of this package. */
function toAnswer(error: Error & { readonly code?: string }): Response | undefined {
  const code = error.code ?? "";
  if (!Object.hasOwn(answers, code)) return undefined;
  const { status, fields = {}, explained } = answers[code] as RefusalAnswer;
  const detail = explained === true ? `${error.message}\n` : "";
  const response = plainAnswer(status, `${reasons[status]}\n${detail}`);
  for (const [name, value] of Object.entries(fields)) response.headers.set(name, value);
  return response;
}
