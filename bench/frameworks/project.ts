/** What a framework's project is to this bench: sources that answer `/`, `/echo` and `/stream`, built to a server of its own. */

/** A small project of one framework, whose build listens by itself. */
export interface Project {
  /** What `--only` takes. */
  readonly name: string;
  /** What the table calls the server. */
  readonly title: string;
  /** The package whose version the table tells. */
  readonly package: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** Paths and contents, but for the manifest. */
  readonly files: Readonly<Record<string, string>>;
  /** A program of `node_modules/.bin`, and its arguments. */
  readonly build: readonly [string, ...string[]];
  /** Where `landfall serve` is called, below the project. */
  readonly folder: string;
  /** What it is given. */
  readonly app: string;
}

/** What `/stream` sends, piece by piece. */
export const pieces: readonly string[] = ["one ", "two ", "three"];

/** Source of a function that makes the answer to `/stream`. */
export const streamSource: string = `
const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
function streamed() {
  const encoder = new TextEncoder();
  const stream = new ReadableStream({
    async start(controller) {
      for (const piece of ${JSON.stringify(pieces)}) {
        controller.enqueue(encoder.encode(piece));
        await pause();
      }
      controller.close();
    },
  });
  return new Response(stream, { headers: { "content-type": "text/plain", "x-pid": String(process.pid) } });
}
`;

/** Source of a function that makes the answer to a POST of `/echo`. */
export const echoSource: string = `
async function echoed(request) {
  return Response.json({ pid: process.pid, body: await request.text() });
}
`;
