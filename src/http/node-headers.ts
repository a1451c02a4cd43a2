/** From a Response's head to what node:http writes: framing and the connection belong to the server. */

/** The flat list of names and values that `writeHead` takes, and what the app asked of the framing. */
export interface NodeHead {
  readonly fields: string[];
  /** The app asked for the connection to be closed. */
  readonly close: boolean;
  /** The length that the app declared, when it is a number. */
  readonly declared: number | undefined;
}

/** Copies the fields; several Set-Cookie stay several. Content-Length is left to the caller. */
export function toNodeHead(headers: Headers): NodeHead {
  const fields: string[] = [];
  let close = false;
  let declared: number | undefined;
  for (const [name, value] of headers) {
    switch (name) {
      case "connection":
        close = /(?:^|,)\s*close\s*(?:,|$)/i.test(value);
        break;
      case "content-length":
        declared = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
        break;
      case "transfer-encoding":
      case "keep-alive":
        break;
      default:
        fields.push(name, value);
    }
  }
  return { fields, close, declared };
}
