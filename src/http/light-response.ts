/**
 * A Response that costs little: it keeps what it was made of until somebody asks for more than that.
 * It behaves as the native one does (Fetch standard, §5.5 Response class) and becomes one on demand.
 */

import { FileBody } from "./file-body.ts";

/** A head that is written as it stands. */
export interface PreparedHead {
  /** Names in lower case and values in turn, with a Content-Type and without a Content-Length. */
  readonly fields: readonly string[];
  /** The Content-Length; undefined where the answer has none. */
  readonly length: number | undefined;
}

/** What the server writes of a Response that nobody has opened: no Headers, no stream in between. */
export interface LightParts {
  readonly status: number;
  readonly statusText: string;
  readonly headers: LightHeaders;
  /** Made before; stands in place of `headers`. */
  readonly head: PreparedHead | undefined;
  readonly body: string | Uint8Array | FileBody | null;
  /** The type of a text whose headers name none. */
  readonly textType: string;
}

/** Headers in whatever form the app gave them. */
export type LightHeaders = Headers | PlainHeaders | undefined;

type BodyInit = NonNullable<ConstructorParameters<typeof Response>[0]>;
type PlainHeaders = Readonly<Record<string, string>>;
type LightBody = string | Uint8Array<ArrayBuffer> | FileBody | null;

/** Statuses whose answers have no body; RFC 9110 §6.4.1, and 205 by the Fetch standard. */
const nullBodyStatuses = new Set([101, 103, 204, 205, 304]);
const reasonPhrase = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The native class, as it was before anything replaced the global. */
export const NativeResponse: typeof Response = Response;

/** The lazy Response. Assignable to `Response` for every caller. */
export class LightResponse {
  #status: number;
  #statusText: string;
  #plain: PlainHeaders | undefined;
  #headers: Headers | undefined;
  #body: LightBody = null;
  /** What a text is unless the headers say otherwise; Fetch standard, "extract a body". */
  #type = "text/plain;charset=UTF-8";
  #native: Response | undefined;
  /** Until somebody opens the headers. */
  #head: PreparedHead | undefined;

  constructor(body?: BodyInit | null, init?: ResponseInit) {
    this.#status = toStatus(init?.status);
    this.#statusText = toStatusText(init?.statusText);
    const headers = init?.headers;
    if (isPlain(headers)) this.#plain = { ...headers };
    else if (headers !== undefined && headers !== null) this.#headers = new Headers(headers);
    this.#keep(body);
  }

  #keep(body: BodyInit | null | undefined): void {
    if (body === undefined || body === null) return;
    if (nullBodyStatuses.has(this.#status)) {
      throw new TypeError(`Response with null body status cannot have body: ${this.#status}`);
    }
    if (typeof body === "string") this.#keepText(body);
    else if (body instanceof Uint8Array) this.#body = new Uint8Array(body);
    else this.#native = this.#toNative(body);
  }

  #keepText(text: string): void {
    this.#body = text;
    if (this.#headers?.has("content-type") === false) this.#headers.set("content-type", this.#type);
  }

  /** One of ours, which has a valid status by construction. */
  static isLight(value: object): boolean {
    return #status in value;
  }

  /** What it was made of; undefined once it has become a native Response. */
  static peek(response: unknown): LightParts | undefined {
    if (typeof response !== "object" || response === null || !(#status in response))
      return undefined;
    if (response.#native !== undefined) return undefined;
    return {
      status: response.#status,
      statusText: response.#statusText,
      headers: response.#headers ?? response.#plain,
      head: response.#head,
      body: response.#body,
      textType: response.#type,
    };
  }

  /** Native Responses, also those that `fetch` returns, are Responses too; a subclass speaks for itself. */
  static [Symbol.hasInstance](value: unknown): boolean {
    const type: unknown = this === LightResponse ? NativeResponse : this;
    return Function.prototype[Symbol.hasInstance].call(type, value);
  }

  /** One with a ready-made head, whose bytes are shared. */
  static prepare(parts: {
    readonly status: number;
    readonly head: PreparedHead;
    readonly body: LightBody;
  }): Response {
    const response = new LightResponse(null);
    response.#status = parts.status;
    response.#head = parts.head;
    response.#body = parts.body;
    return response as unknown as Response;
  }

  static json(data: unknown, init?: ResponseInit): Response {
    const text: string | undefined = JSON.stringify(data);
    if (text === undefined) throw new TypeError("Value is not JSON serializable");
    const response = new LightResponse(null, init);
    response.#type = "application/json";
    response.#keep(text);
    return response as unknown as Response;
  }

  static redirect(...args: Parameters<typeof Response.redirect>): Response {
    return NativeResponse.redirect(...args);
  }

  static error(): Response {
    return NativeResponse.error();
  }

  get status(): number {
    return this.#status;
  }

  get statusText(): string {
    return this.#statusText;
  }

  get ok(): boolean {
    return this.#status >= 200 && this.#status <= 299;
  }

  get type(): Response["type"] {
    return "default";
  }

  get url(): string {
    return "";
  }

  get redirected(): boolean {
    return false;
  }

  get headers(): Headers {
    if (this.#head !== undefined) this.#headers = toHeaders(this.#head);
    this.#head = undefined;
    if (this.#headers === undefined) {
      this.#headers = new Headers(this.#plain);
      if (typeof this.#body === "string" && !this.#headers.has("content-type")) {
        this.#headers.set("content-type", this.#type);
      }
    }
    return this.#headers;
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#body === null && this.#native === undefined ? null : this.#open().body;
  }

  get bodyUsed(): boolean {
    return this.#native?.bodyUsed ?? false;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#open().arrayBuffer();
  }

  blob(): Promise<Blob> {
    return this.#open().blob();
  }

  bytes(): ReturnType<Response["bytes"]> {
    return this.#open().bytes();
  }

  formData(): Promise<FormData> {
    return this.#open().formData();
  }

  json(): Promise<unknown> {
    return this.#open().json();
  }

  text(): Promise<string> {
    return this.#open().text();
  }

  clone(): Response {
    const { body } = this.#open().clone();
    const { status, statusText, headers } = this;
    return new LightResponse(body, { status, statusText, headers }) as unknown as Response;
  }

  get [Symbol.toStringTag](): string {
    return "Response";
  }

  /** From here on the body is the native one's; the head stays here, so that nobody holds a stale one. */
  #open(): Response {
    return (this.#native ??= this.#toNative(this.#body));
  }

  #toNative(body: BodyInit | LightBody): Response {
    const content = body instanceof FileBody ? body.stream() : body;
    const native = new NativeResponse(content, { status: this.#status, headers: this.headers });
    const type = native.headers.get("content-type");
    if (type !== null && !this.headers.has("content-type")) this.headers.set("content-type", type);
    return native;
  }
}

// `light instanceof NativeResponse` holds for whoever kept the native class.
Object.setPrototypeOf(LightResponse.prototype, NativeResponse.prototype);

/** The body of a Response that was made of a text or of bytes, and that nobody has opened; else undefined. */
export function peekBody(response: Response): string | Uint8Array | undefined {
  const body = LightResponse.peek(response)?.body;
  return body === null || body instanceof FileBody ? undefined : body;
}

/** A prepared head as the web's type. */
export function toHeaders({ fields, length }: PreparedHead): Headers {
  const headers = new Headers();
  for (let index = 0; index < fields.length; index += 2) {
    headers.append(fields[index] as string, fields[index + 1] as string);
  }
  if (length !== undefined) headers.set("content-length", String(length));
  return headers;
}

function toStatus(status: number | undefined): number {
  if (status === undefined) return 200;
  const code = Number(status);
  if (Number.isInteger(code) && code >= 200 && code <= 599) return code;
  throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
}

function toStatusText(text: string | undefined): string {
  if (text === undefined) return "";
  const phrase = String(text);
  if (reasonPhrase.test(phrase)) return phrase;
  throw new TypeError("Invalid statusText");
}

/** An ordinary object of headers, which is what almost every app passes. */
function isPlain(headers: unknown): headers is PlainHeaders {
  if (typeof headers !== "object" || headers === null) return false;
  return Object.getPrototypeOf(headers) === Object.prototype;
}
