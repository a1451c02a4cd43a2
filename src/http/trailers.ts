/** Fields behind a body: read from a request's, sent behind an answer's (RFC 9110 §6.5, RFC 9112 §7.1.2). */

import { httpErrors } from "./errors.ts";
import { isTrailerField } from "./trailer-fields.ts";

/** A field's value, or how to get it when the answer's body has been sent; undefined leaves the field out. */
export type TrailerValue = string | (() => TrailerResult | Promise<TrailerResult>);

type TrailerResult = string | undefined;

/** The fields behind the two bodies of an exchange. */
export interface Trailers {
  /**
   * What the client sent behind its body; empty if nothing. Throws while the body has not been read to its end.
   * Fields that belong into a header (Host, Authorization, Content-Length …) are not among them.
   */
  readonly received: Headers;
  /** Whether the client takes trailers, because it says `TE: trailers`; to others none are sent. */
  readonly accepted: boolean;
  /**
   * Sends a field behind the answer's body. To be called before the handler returns, as the answer's header announces
   * the names; later only to give an announced field another value. Throws where the field belongs into a header, or
   * is none. A value that fails, or is none, cuts the answer off.
   */
  set(name: string, value: TrailerValue): void;
  /** Forgets what was set, for an answer other than the one it was meant for. */
  clear(): void;
}

/** Who knows what was received. */
export interface TrailerSource {
  /** The request's header, a flat list of names and values. */
  readonly fields: readonly string[];
  /** The same of its trailers; undefined while its body has not been read to its end. */
  readonly trailerFields: readonly string[] | undefined;
}

/** The trailers of one exchange. */
export class ServedTrailers implements Trailers {
  readonly #source: TrailerSource | undefined;
  readonly #values = new Map<string, TrailerValue>();
  #received: Headers | undefined;
  #isAnnounced = false;

  constructor(source: TrailerSource | undefined) {
    this.#source = source;
  }

  get received(): Headers {
    return (this.#received ??= this.#receive());
  }

  get accepted(): boolean {
    const fields = this.#source?.fields ?? [];
    return fields.some(
      (name, at) => at % 2 === 0 && name.toLowerCase() === "te" && takesTrailers(fields[at + 1]),
    );
  }

  set(name: string, value: TrailerValue): void {
    const field = name.toLowerCase();
    if (!isTrailerField(field)) throw httpErrors.fail.TRAILER_NOT_ALLOWED({ name });
    if (typeof value === "string") new Headers([[field, value]]); // throws for what is no value
    if (this.#isAnnounced && !this.#values.has(field)) {
      throw httpErrors.fail.TRAILER_TOO_LATE({ name });
    }
    this.#values.set(field, value);
  }

  clear(): void {
    this.#values.clear();
  }

  /** The names for the field Trailer; undefined if there is nothing to send to this client. From here on they are fixed. */
  announce(): string | undefined {
    this.#isAnnounced = true;
    return this.#values.size > 0 && this.accepted ? [...this.#values.keys()].join(", ") : undefined;
  }

  /** The fields, when the body has been sent. */
  async compute(): Promise<Record<string, string>> {
    const fields: Record<string, string> = {};
    for (const [name, value] of this.#values) {
      const text = typeof value === "string" ? value : await value();
      if (text !== undefined) fields[name] = new Headers([[name, text]]).get(name) ?? "";
    }
    return fields;
  }

  #receive(): Headers {
    const fields = this.#source === undefined ? [] : this.#source.trailerFields;
    if (fields === undefined) throw httpErrors.fail.TRAILERS_UNREAD({});
    const received = new Headers();
    for (let at = 0; at < fields.length; at += 2) {
      const name = fields[at] as string;
      if (isTrailerField(name.toLowerCase())) received.append(name, fields[at + 1] as string);
    }
    return received;
  }
}

/** A quality of 0 would say that they are not taken. */
function takesTrailers(value = ""): boolean {
  return value.split(",").some((item) => item.trim().toLowerCase() === "trailers");
}
