/** The `traceparent` field: which distributed trace a request belongs to. W3C Trace Context, §3.2. */

/** Where a request stands in a trace. */
export interface TraceContext {
  /** 32 hexadecimal digits in lower case. */
  readonly traceId: string;
  /** The caller's span: 16 hexadecimal digits in lower case. */
  readonly parentId: string;
  /** The caller may have recorded its own part. */
  readonly isSampled: boolean;
}

const pattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const nothing = /^0+$/;

/** Reads a request's fields, a flat list of names and values; undefined unless exactly one is well-formed. */
export function readTraceContext(fields: readonly string[]): TraceContext | undefined {
  let found: string | undefined;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] as string;
    if (name.length !== 11 || name.toLowerCase() !== "traceparent") continue;
    if (found !== undefined) return undefined;
    found = fields[index + 1];
  }
  return found === undefined ? undefined : parseTraceparent(found);
}

/** Of later versions the parts of version 00 are read, as §3.2.1 asks; `ff` is no version. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const [, version, traceId = "", parentId = "", flags = "", more] = pattern.exec(text) ?? [];
  if (version === undefined || version === "ff") return undefined;
  if (version === "00" && more !== undefined) return undefined;
  if (nothing.test(traceId) || nothing.test(parentId)) return undefined;
  return { traceId, parentId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
