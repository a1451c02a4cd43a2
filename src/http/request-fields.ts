/** A few header fields of a request, without making Headers of all of them when the request is one of ours. */

import { LightRequest } from "./light-request.ts";

/**
 * Reads fields by their names in lower case into an object with the given keys; several lines of one field become one list
 * (RFC 9110 §5.3). Absent ones are absent.
 */
export function readFields<Key extends string>(
  request: Request,
  wanted: ReadonlyMap<string, Key>,
): { [Name in Key]?: string } {
  const raw = LightRequest.rawFields(request);
  return raw === undefined ? fromHeaders(request.headers, wanted) : fromRaw(raw, wanted);
}

function fromRaw<Key extends string>(
  raw: readonly string[],
  wanted: ReadonlyMap<string, Key>,
): { [Name in Key]?: string } {
  const found: { [Name in Key]?: string } = {};
  for (let index = 0; index < raw.length; index += 2) {
    const key = wanted.get((raw[index] as string).toLowerCase());
    if (key === undefined) continue;
    const value = raw[index + 1] as string;
    found[key] = found[key] === undefined ? value : `${found[key]}, ${value}`;
  }
  return found;
}

function fromHeaders<Key extends string>(
  headers: Headers,
  wanted: ReadonlyMap<string, Key>,
): { [Name in Key]?: string } {
  const found: { [Name in Key]?: string } = {};
  for (const [name, key] of wanted) {
    const value = headers.get(name);
    if (value !== null) found[key] = value;
  }
  return found;
}
