/**
 * What clients send, made harmless for whoever reads the log: nothing that ends a line, a quoted text or a word, and
 * nothing that a terminal obeys. As nginx does, such a byte becomes `\xHH`.
 */

const unsafeInQuotes = /[^ !#-[\]-~]/;
const unsafeInWord = /[^!#-[\]-~]/;

/** For a value between quotation marks; `-` if it is empty. */
export function escapeQuoted(text: string): string {
  if (text === "") return "-";
  return unsafeInQuotes.test(text) ? text.replace(/[^ !#-[\]-~]/gu, toEscapes) : text;
}

/** For a value that stands alone, where a blank would begin the next one; `-` if it is empty. */
export function escapeWord(text: string): string {
  if (text === "") return "-";
  return unsafeInWord.test(text) ? text.replace(/[^!#-[\]-~]/gu, toEscapes) : text;
}

/** A JSON string in ASCII: a byte of a header that is none becomes the character with its number. */
export function escapeJson(text: string): string {
  if (!unsafeInQuotes.test(text)) return `"${text}"`;
  const json = JSON.stringify(text);
  return /[^ -~]/.test(json) ? json.replace(/[^ -~]/g, toUnicodeEscape) : json;
}

/** Header fields have one character a byte; what the app says may have any. */
function toEscapes(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return Array.from(Buffer.from(character), (byte) => `\\x${hex(byte, 2)}`).join("");
}

function toUnicodeEscape(unit: string): string {
  return `\\u${hex(unit.charCodeAt(0), 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, "0");
}
