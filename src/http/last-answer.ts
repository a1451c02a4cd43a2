/** Lets a connection decide how long it lives also where the app writes the head of the answer itself. */

import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

type HeadFields = OutgoingHttpHeaders | readonly unknown[] | undefined;

/**
 * Asks `isLast` when the head is about to be written; `wanted`: the app asks for the connection to be closed.
 * Every way to write a head goes through the response's `writeHead`.
 */
export function decideLast(outgoing: ServerResponse, isLast: (wanted: boolean) => boolean): void {
  const writeHead = outgoing.writeHead.bind(outgoing) as (...args: unknown[]) => ServerResponse;
  outgoing.writeHead = (status: number, ...rest: unknown[]) => {
    const reason = typeof rest[0] === "string" ? [rest[0]] : [];
    const given = (rest[reason.length] ??
      (reason.length === 0 ? rest[1] : undefined)) as HeadFields;
    const wanted = isClose(connectionOf(given) ?? outgoing.getHeader("connection"));
    const last = isLast(wanted);
    if (last) outgoing.shouldKeepAlive = false;
    if (!last && !wanted) return writeHead(status, ...rest);
    const fields = withConnection(outgoing, given, last);
    return writeHead(status, ...reason, ...(fields === undefined ? [] : [fields]));
  };
}

/** Set where the app set its own fields: Node drops repeated ones when the two ways are mixed. */
function withConnection(outgoing: ServerResponse, given: HeadFields, last: boolean): HeadFields {
  outgoing.removeHeader("connection");
  if (given === undefined) {
    if (last) outgoing.setHeader("connection", "close");
    return undefined;
  }
  if (!Array.isArray(given)) {
    const names = Object.keys(given).filter((name) => !isConnection(name));
    const kept = names.map((name) => [name, (given as OutgoingHttpHeaders)[name]]);
    return Object.fromEntries(last ? [...kept, ["connection", "close"]] : kept);
  }
  const kept = given.flatMap((value, index) =>
    index % 2 === 0 && !isConnection(value) ? [value, given[index + 1]] : [],
  );
  return last ? [...kept, "connection", "close"] : kept;
}

function connectionOf(given: HeadFields): unknown {
  if (given === undefined) return undefined;
  if (Array.isArray(given)) {
    const index = given.findIndex((value, at) => at % 2 === 0 && isConnection(value));
    return index === -1 ? undefined : given[index + 1];
  }
  const name = Object.keys(given).find(isConnection);
  return name === undefined ? undefined : (given as OutgoingHttpHeaders)[name];
}

function isConnection(name: unknown): boolean {
  return typeof name === "string" && name.toLowerCase() === "connection";
}

function isClose(value: unknown): boolean {
  return value !== undefined && /(?:^|,)\s*close\s*(?:,|$)/i.test(String(value));
}
