/** The hello app as a fetch handler, for every server that takes one. */

/** What makes a Response: the global class, or a server's faster one. */
export type ResponseClass = new (body: string, init?: ResponseInit) => Response;

/** Answers GET with a line of text, and POST with the JSON that it was sent, parsed and written again. */
export function createHandler(
  Answer: ResponseClass,
): (request: Request) => Response | Promise<Response> {
  const echo = async (request: Request): Promise<Response> =>
    new Answer(JSON.stringify(await request.json()), {
      headers: { "content-type": "application/json" },
    });
  return (request) => (request.method === "POST" ? echo(request) : new Answer("Hello, world!"));
}
