/** Which fields may stand behind a body: none that says what to do with the message (RFC 9110 §6.5.1). */

/** Framing, routing, modifiers, authentication, control and format of content: all that is needed before a body. */
const headerOnly = new Set(
  [
    "connection content-length host keep-alive proxy-connection te trailer transfer-encoding upgrade via",
    "http2-settings max-forwards expect forwarded x-forwarded x-real-ip x-scheme true-client-ip cf-connecting-ip",
    "cache-control if-match if-modified-since if-none-match if-range if-unmodified-since pragma range prefer origin",
    "authorization cookie cookie2 proxy-authenticate proxy-authorization set-cookie set-cookie2 www-authenticate",
    "age allow date expires location retry-after vary warning refresh",
    "content-disposition content-encoding content-language content-location content-range content-type",
    "accept accept-charset accept-encoding accept-language accept-ranges from referer user-agent",
    "strict-transport-security content-security-policy content-security-policy-report-only link",
  ].flatMap((line) => line.split(" ")),
);

/** What servers, proxies and browsers add in front of a body and are believed. */
const believed = /^(?:x-forwarded-|sec-|proxy-|access-control-|:)/;

const token = /^[!#$%&'*+.^_`|~\da-z-]+$/;

/** Whether a field of this name, in lower case, may be a trailer. */
export function isTrailerField(name: string): boolean {
  return token.test(name) && !headerOnly.has(name) && !believed.test(name);
}
