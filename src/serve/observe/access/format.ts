/** From a format to the function that writes one line. */

import {
  type AccessLogField,
  accessLogFormats,
  splitAccessLogFormat,
} from "../../../core/index.ts";
import {
  createFields,
  type Field,
  type FieldReader,
  type LoggedRequest,
  readHeader,
} from "./fields.ts";
import { formatJsonLine } from "./json-line.ts";
import { escapeQuoted, escapeWord } from "./quoting.ts";

/** Writes the line of one request, with its end. */
export type LineFormat = (logged: LoggedRequest) => string;

/** Makes the function of a setting that `parseAccessLog` has read, and that is not `off`. */
export function createLineFormat(setting: string): LineFormat {
  if (setting === "json") return formatJsonLine;
  const format = (accessLogFormats as Readonly<Record<string, string>>)[setting] ?? setting;
  return compile(`${format}\n`);
}

/** Texts and readers in turn, beginning and ending with a text. */
function compile(format: string): LineFormat {
  const known = createFields();
  const texts: string[] = [""];
  const readers: FieldReader[] = [];
  for (const part of splitAccessLogFormat(format)) {
    if (part.kind === "text") {
      texts[texts.length - 1] += part.text;
      continue;
    }
    readers.push(toSafe(fieldOf(part.name, known), texts.at(-1)?.endsWith('"') === true));
    texts.push("");
  }
  return (logged) => {
    let line = texts[0] as string;
    for (let index = 0; index < readers.length; index += 1) {
      line += (readers[index] as FieldReader)(logged) + (texts[index + 1] as string);
    }
    return line;
  };
}

function fieldOf(name: AccessLogField, known: Readonly<Record<string, Field>>): Field {
  return known[name] ?? readHeader(name.slice("header:".length).toLowerCase());
}

/** `{client}` escapes what would end a word; `"{client}` only what would end the quotation. */
function toSafe({ read, isForeign }: Field, isQuoted: boolean): FieldReader {
  if (!isForeign) return (logged) => read(logged) || "-";
  const escape = isQuoted ? escapeQuoted : escapeWord;
  return (logged) => escape(read(logged));
}
