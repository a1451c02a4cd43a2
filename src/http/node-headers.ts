/** From a Response's head to what node:http writes: framing and the connection belong to the server. */

import type { LightParts } from "./light-response.ts";

/** The flat list of names and values that `writeHead` takes, and what the app asked of the framing. */
export interface NodeHead {
  readonly fields: string[];
  /** The app asked for the connection to be closed. */
  close: boolean;
  /** The answer has an Upgrade field, which Connection has to name (RFC 9110 §7.8). */
  upgrades: boolean;
  /** The length that the app declared, when it is a number. */
  declared: number | undefined;
  typed: boolean;
}

/** Copies the fields; several Set-Cookie stay several. Content-Length is left to the caller. */
export function toNodeHead(headers: Headers): NodeHead {
  const head = emptyHead();
  for (const [name, value] of headers) add(head, name, value);
  return head;
}

/** The same for headers that nobody has opened: they may still lack the type of a text. */
export function toLightHead({ headers, head: made, body, textType }: LightParts): NodeHead {
  if (made !== undefined) {
    return {
      fields: [...made.fields],
      close: false,
      upgrades: false,
      declared: made.length,
      typed: true,
    };
  }
  if (headers instanceof Headers) return toNodeHead(headers);
  const head = emptyHead();
  for (const name in headers) add(head, name.toLowerCase(), String(headers[name]));
  if (!head.typed && typeof body === "string") head.fields.push("content-type", textType);
  return head;
}

function emptyHead(): NodeHead {
  return { fields: [], close: false, upgrades: false, declared: undefined, typed: false };
}

function add(head: NodeHead, name: string, value: string): void {
  switch (name) {
    case "connection":
      head.close = /(?:^|,)\s*close\s*(?:,|$)/i.test(value);
      return;
    case "content-length":
      head.declared = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
      return;
    case "transfer-encoding":
    case "keep-alive":
    case "trailer": // those that are announced are set in the context
      return;
    case "upgrade":
      head.upgrades = true;
      break;
    case "content-type":
      head.typed = true;
  }
  head.fields.push(name, value);
}
