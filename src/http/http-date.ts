/** Dates as HTTP writes them (RFC 9110 §5.6.7): one form is sent, three are understood. */

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const time = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
const day = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = `(?<month>${months.join("|")})`;

const forms: readonly RegExp[] = [
  new RegExp(`^${day}, (?<day>\\d\\d) ${month} (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^[A-Z][a-z]+day, (?<day>\\d\\d)-${month}-(?<short>\\d\\d) ${time} GMT$`),
  new RegExp(`^${day} ${month} (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
];

/** Writes milliseconds since 1970 as `Sun, 06 Nov 1994 08:49:37 GMT`; what is less than a second is cut off. */
export function formatHttpDate(moment: number): string {
  return new Date(moment).toUTCString();
}

/** Reads any of the three forms as milliseconds since 1970; undefined for what is no date. */
export function parseHttpDate(text: string, now: number = Date.now()): number | undefined {
  for (const form of forms) {
    const parts = form.exec(text)?.groups;
    if (parts !== undefined) return toMoment(parts, now);
  }
  return undefined;
}

function toMoment(parts: Readonly<Record<string, string>>, now: number): number | undefined {
  const [date, hour, minute, second] = ["day", "hour", "minute", "second"].map((name) =>
    Number(parts[name]),
  ) as [number, number, number, number];
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const year = parts["year"] === undefined ? fullYear(Number(parts["short"]), now) : +parts["year"];
  const index = months.indexOf(parts["month"] as string);
  const moment = new Date(0);
  moment.setUTCFullYear(year, index, date);
  if (moment.getUTCDate() !== date || moment.getUTCMonth() !== index) return undefined;
  return moment.setUTCHours(hour, minute, second, 0);
}

/** Two digits that seem to be more than fifty years ahead are of the past. */
function fullYear(short: number, now: number): number {
  const current = new Date(now).getUTCFullYear();
  const year = current - (current % 100) + short;
  return year > current + 50 ? year - 100 : year;
}
