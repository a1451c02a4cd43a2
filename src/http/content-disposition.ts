/** Names for downloads (RFC 6266, RFC 8187). */

/** The value of Content-Disposition that saves an answer under `name`; nothing in the name can end the field. */
export function formatAttachment(name: string): string {
  const well = name.toWellFormed();
  // Percent signs and backslashes are decoded by some clients, quotes end the text.
  const plain = well.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const quoted = `attachment; filename="${plain}"`;
  return plain === well ? quoted : `${quoted}; filename*=UTF-8''${encodeExtended(well)}`;
}

/** RFC 8187 §3.2.1: what is no attr-char is percent-encoded. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
