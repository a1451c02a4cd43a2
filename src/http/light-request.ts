/**
 * A Request that costs little: method and URL at once, headers and body when they are asked for.
 * Everything else is answered by a native Request that is made on demand (Fetch standard, §5.4 Request class).
 */

import type { ServedContext } from "./served-context.ts";

/** Where a request goes, in two parts that are put together when somebody asks. */
export interface RequestPlace {
  readonly origin: string;
  /** Follows the origin: absolute and normalised, as a native Request would show it. */
  readonly path: string;
  /** The host that the target named, which wins over the Host field; RFC 9112 §3.2.2. */
  readonly host?: string | undefined;
}

/** What a request's head says, as node:http read it: names and values in turn, as they came. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly rawHeaders: readonly string[];
}

/** What follows the head, and who waits for the answer. */
export interface RequestRest {
  readonly context: ServedContext;
  readonly body: RequestBody | undefined;
}

/** A body that is read by whoever asks for it. */
export interface RequestBody {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** It is not what the head says of its coding and length any more. */
  readonly isDecoded: boolean;
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
  readonly #place: RequestPlace;
  readonly #head: RequestHead;
  readonly #rest: RequestRest;
  #url: string | undefined;
  #headers: Headers | undefined;
  #native: Request | undefined;

  constructor(place: RequestPlace, head: RequestHead, rest: RequestRest) {
    this.#place = place;
    this.#head = head;
    this.#rest = rest;
  }

  /** The native Request behind a light one; anything else as it is. */
  static unwrap<Value>(value: Value): Value extends LightRequest ? Request : Value;
  static unwrap(value: unknown): unknown {
    if (typeof value !== "object" || value === null || !(#place in value)) return value;
    return value.#open();
  }

  /** The header as it came, of a light one whose headers nobody has opened. */
  static rawFields(value: object): readonly string[] | undefined {
    if (!(#place in value) || value.#headers !== undefined) return undefined;
    return value.#place.host === undefined ? value.#head.rawHeaders : undefined;
  }

  get method(): string {
    return this.#head.method ?? "GET";
  }

  get url(): string {
    return (this.#url ??= this.#place.origin + this.#place.path);
  }

  get headers(): Headers {
    return (this.#headers ??= toHeaders(this.#head.rawHeaders, this.#place.host));
  }

  /** Fires when the client leaves. */
  get signal(): AbortSignal {
    return this.#rest.context.signal;
  }

  /** The native Request, for everything that is asked rarely. */
  #open(): Request {
    if (this.#native === undefined) {
      const { body, context } = this.#rest;
      const { method, url, headers } = this;
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

function toHeaders(rawHeaders: readonly string[], host: string | undefined): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (!name.startsWith(":")) headers.append(name, rawHeaders[index + 1] as string); // HTTP/2's pseudo fields
  }
  if (host !== undefined) headers.set("host", host);
  return headers;
}
