/** What an error page may show of headers and variables: everything that has a name, nothing that may be a secret. */

const secretNames =
  /pass|pwd|secret|token|key|auth|cred|cookie|session|private|salt|cert|signature|dsn|jwt|otp|^pin$/i;
const mask = "[redacted]";

/** The value, or what stands for it: by its name, or because it is a URL with a password in it. */
export function redact(name: string, value: string): string {
  if (secretNames.test(name) && value !== "") return mask;
  return value.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${mask}@`);
}

/** Pairs in the order of their names, redacted. */
export function redactAll(
  values: Iterable<readonly [string, string | undefined]>,
): readonly (readonly [string, string])[] {
  return [...values]
    .map(([name, value]) => [name, redact(name, value ?? "")] as const)
    .sort(([one], [other]) => one.localeCompare(other));
}
