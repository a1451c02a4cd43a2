/** The status line for what node:http could not read as a request. */

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
