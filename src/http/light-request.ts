/**
 * A Request that costs little: method and URL at once, headers and body when they are asked for.
 * Everything else is answered by a native Request that is made on demand (Fetch standard, §5.4 Request class).
 */

import type { NodeBody } from "./node-body.ts";
import type { ServedContext } from "./served-context.ts";

/** What a served Request is made of. */
export interface LightRequestParts {
  readonly method: string;
  /** Absolute and normalised, as a native Request would show it. */
  readonly url: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** The host that the target named, which wins over the Host field; RFC 9112 §3.2.2. */
  readonly host: string | undefined;
  readonly body: NodeBody | undefined;
  readonly context: ServedContext;
}

/** The native class, as it was before anything replaced the global. */
export const NativeRequest: typeof Request = Request;

/** Without `signal`, so that ours may stand in its place. */
const WithoutSignal = NativeRequest as unknown as new (
  url: string,
  init: RequestInit,
) => Omit<Request, "signal">;

/** A native Request whose signal fires when the client leaves. */
class ServedRequest extends WithoutSignal {
  readonly #context: ServedContext;

  constructor(url: string, init: RequestInit, context: ServedContext) {
    super(url, init);
    this.#context = context;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }
}

/** The lazy Request that an engine hands to an app. Assignable to `Request` for every caller. */
export class LightRequest {
  readonly #parts: LightRequestParts;
  #headers: Headers | undefined;
  #native: Request | undefined;

  constructor(parts: LightRequestParts) {
    this.#parts = parts;
  }

  /** The native Request behind a light one; anything else as it is. */
  static unwrap<Value>(value: Value): Value extends LightRequest ? Request : Value;
  static unwrap(value: unknown): unknown {
    if (typeof value !== "object" || value === null || !(#parts in value)) return value;
    return value.#open();
  }

  get method(): string {
    return this.#parts.method;
  }

  get url(): string {
    return this.#parts.url;
  }

  get headers(): Headers {
    return (this.#headers ??= toHeaders(this.#parts));
  }

  /** Fires when the client leaves. */
  get signal(): AbortSignal {
    return this.#parts.context.signal;
  }

  /** The native Request, for everything that is asked rarely. */
  #open(): Request {
    if (this.#native === undefined) {
      const { method, url, body, context } = this.#parts;
      const { headers } = this;
      const content = body === undefined ? {} : { body: body.stream, duplex: "half" as const };
      this.#native = new ServedRequest(url, { method, headers, ...content }, context);
    }
    return this.#native;
  }
}

Object.setPrototypeOf(LightRequest.prototype, NativeRequest.prototype);
delegate(Object.getOwnPropertyNames(NativeRequest.prototype));

/** Gives LightRequest each member of the native class that it does not answer by itself. */
function delegate(names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(LightRequest.prototype, name)) continue;
    const member = Object.getOwnPropertyDescriptor(NativeRequest.prototype, name);
    const open = (light: unknown): Record<string, unknown> =>
      LightRequest.unwrap(light) as unknown as Record<string, unknown>;
    const delegated: PropertyDescriptor =
      member?.get === undefined
        ? {
            value(this: unknown, ...args: unknown[]): unknown {
              const native = open(this);
              return (native[name] as (...values: unknown[]) => unknown).apply(native, args);
            },
            writable: true,
          }
        : {
            get(this: unknown): unknown {
              return open(this)[name];
            },
          };
    Object.defineProperty(LightRequest.prototype, name, { ...delegated, configurable: true });
  }
}

function toHeaders({ rawHeaders, host }: LightRequestParts): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (!name.startsWith(":")) headers.append(name, rawHeaders[index + 1] as string); // HTTP/2's pseudo fields
  }
  if (host !== undefined) headers.set("host", host);
  return headers;
}
