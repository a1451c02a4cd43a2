/** Times as logs write them. A text is made once a second, not once a request. */

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Keeps the text of the last second that was asked for. `time` is in milliseconds since 1970. */
export function cacheBySecond(format: (date: Date) => string): (time: number) => string {
  let second = Number.NaN;
  let text = "";
  return (time) => {
    const asked = Math.floor(time / 1_000);
    if (asked !== second) {
      second = asked;
      text = format(new Date(asked * 1_000));
    }
    return text;
  };
}

/** `20/Nov/2026:15:07:38 +0100`, local time. */
export function formatCommonTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}${two(Math.abs(offset) % 60)}`;
  const day = `${two(date.getDate())}/${months[date.getMonth()]}/${date.getFullYear()}`;
  return `${day}:${formatClock(date)} ${zone}`;
}

/** `2026-11-20 15:07:38`, local time. */
export function formatLocalTime(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${formatClock(date)}`;
}

function formatClock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(number: number): string {
  return String(Math.floor(number)).padStart(2, "0");
}
