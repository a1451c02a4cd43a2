/**
 * Replaces the globals `Response` and `Request` by ours, in workers only: a native Response alone costs more than
 * the rest of a request on node:http. `--native-response` leaves them alone; a library never touches them.
 */

import { LightRequest, NativeRequest } from "./light-request.ts";
import { LightResponse, NativeResponse } from "./light-response.ts";

/** The native Request, which also takes a served one as its input. */
class OpenRequest extends NativeRequest {
  constructor(input: ConstructorParameters<typeof Request>[0], init?: RequestInit) {
    super(LightRequest.unwrap(input), init);
  }

  /** A served Request is a Request, and so is one that a library made with the native class; a subclass speaks for itself. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const type: unknown = this === OpenRequest ? NativeRequest : this;
    return Function.prototype[Symbol.hasInstance].call(type, value);
  }
}

Object.defineProperty(OpenRequest, "name", { value: "Request" });
Object.defineProperty(LightResponse, "name", { value: "Response" });

/** Installs ours; the returned function puts the native ones back. */
export function installWebGlobals(): () => void {
  const { fetch } = globalThis;
  globalThis.Response = LightResponse as unknown as typeof Response;
  globalThis.Request = OpenRequest;
  // The native fetch reads a Request's private state, which a served one does not have.
  globalThis.fetch = (input, init) => fetch(LightRequest.unwrap(input), init);
  return () => {
    globalThis.Response = NativeResponse;
    globalThis.Request = NativeRequest;
    globalThis.fetch = fetch;
  };
}
