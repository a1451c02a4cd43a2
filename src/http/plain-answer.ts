/** Answers of the server itself. */

/** A short answer of the server itself. */
export function plainAnswer(status: number, text: string): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(text, { status, headers });
}
