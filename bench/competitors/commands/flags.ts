/** Settings as the words of a command line. */

/** `{ workers: "2" }` as `--workers 2`; a setting without a value is a bare flag. */
export function toFlags(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    value === "" ? [`--${name}`] : [`--${name}`, value],
  );
}
