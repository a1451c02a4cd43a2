/** What is refused before it is a request, and the status line for what node:http could not read as one. */

import type { IncomingMessage } from "node:http";

/** RFC 9112 §6.1: no coding but this is known here, and none to HTTP/1.0; where such a body ends would be a guess. */
export function hasClearEnd({ headers, httpVersion }: IncomingMessage): boolean {
  const coding = headers["transfer-encoding"];
  return coding === undefined || (coding.toLowerCase() === "chunked" && httpVersion === "1.1");
}

/** The client ended the connection in the middle of a request: it left, or only its own half did. */
export function isCutShort(error: NodeJS.ErrnoException): boolean {
  return error.code === "HPE_INVALID_EOF_STATE";
}

/** Chooses the status by the parser's error. */
export function toRefusal(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return "431 Request Header Fields Too Large";
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return "413 Content Too Large";
    default:
      return "400 Bad Request";
  }
}
