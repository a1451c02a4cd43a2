/** Answers whose head was made before, and bodies from files: cheap on our servers, ordinary Responses elsewhere. */

import { FileBody } from "./file-body.ts";
import { LightResponse, type PreparedHead, toHeaders } from "./light-response.ts";

/** What a prepared answer is made of. */
export interface PreparedAnswer {
  readonly status: number;
  readonly head: PreparedHead;
  /** Shared, not copied: nobody may change the bytes. */
  readonly body: Uint8Array<ArrayBuffer> | FileBody | null;
}

/**
 * Makes the Response. `direct`: it goes straight to a server of ours, whatever Response the app uses; otherwise it is of the
 * kind that the process uses, because foreign servers want their own.
 */
export function prepareAnswer(answer: PreparedAnswer, direct: boolean): Response {
  if (direct || (Response as unknown) === LightResponse) return LightResponse.prepare(answer);
  const { status, head, body } = answer;
  const headers = toHeaders(head);
  return new Response(body instanceof FileBody ? body.stream() : body, { status, headers });
}
