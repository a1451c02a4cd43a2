/** Reads huge, hostile fields with everything that reads them; says when it is through. */

import { parseEntityTags } from "../../src/http/entity-tag.ts";
import { chooseCoding } from "../../src/http/accept-encoding.ts";
import { parseForwarded } from "../../src/http/forwarded-header.ts";
import { parseHttpDate } from "../../src/http/http-date.ts";
import { chooseRanges } from "../../src/http/ranges.ts";
import { parseTraceparent } from "../../src/http/trace-context.ts";

/** Four times what a header may be, so that whoever tries every way to share out blanks is never through. */
const size = 262_144;
const long = (piece: string): string => piece.repeat(size / piece.length);
const hostile = [" ", "\t", ",", ", ", '"', '""', "W/", "a", "a=", "1", "1-", "\\", ";"]
  .flatMap((piece) => ["", ",", "bytes=", "for=", 'a="'].map((first) => first + long(piece)))
  .flatMap((text) => [text, `${text}x`]);

for (const text of hostile) {
  parseEntityTags(text);
  parseForwarded(text);
  parseHttpDate(text);
  parseTraceparent(text);
  chooseRanges(text, 1_000);
  chooseCoding(text, ["br", "gzip"]);
}
process.stdout.write("through");
