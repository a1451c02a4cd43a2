/** Writes docs/server-law.md: each promise, and who keeps it. */

import { serverLaw } from "../../src/laws/index.ts";

/** A server in the matrix. */
export interface Column {
  readonly name: string;
  /** Why it does not keep a promise, by the promise's id; all others are kept. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** The whole page. */
export function renderPage(columns: readonly Column[]): string {
  const kept = columns.map(({ name, reasons }) => {
    const all = serverLaw.promises.length;
    return `- ${name}: ${all - Object.keys(reasons).length} of ${all}`;
  });
  const families = [...new Set(serverLaw.promises.map(({ family }) => family))];
  const sections = families.map(
    (family) => `## ${toTitle(family)}\n\n${renderFamily(family, columns)}`,
  );
  return [intro, ...kept, "", sections.join("\n\n"), ""].join("\n");
}

const intro = `# The server law

What every server adapter promises to a handler and to its clients. Each promise is a test on a real socket, published as
a function that is bound to no test runner:

\`\`\`ts
import { runLaw, serverLaw, serverSubject } from "landfall/laws";

const verdicts = await runLaw(serverLaw, serverSubject(myAdapter), { concurrency: 16 });
for (const { kind, promise } of verdicts) console.log(kind, promise);
\`\`\`

A server that is no adapter of Landfall is a \`ServerSubject\`: a name, and a \`start\` that serves a handler. What it lacks, it
names with a reason, and is excused from the promises about it; single promises are skipped with a reason, too.

\`strictFraming\` is such a capability. A request line that is no HTTP must be refused by everybody; those that lenient
parsers repair, such as one with two spaces, only by a server that claims this capability. Engine \`node\` checks by itself
what its parser lets pass where that matters for security: exactly one valid Host, and no transfer coding but chunked.
\`timedLimits\`, \`trailers\` and \`decompression\` are the others: limits in time that the law can shorten, \`context.trailers\`, and
an option that decodes request bodies. What a promise wants beyond a server's defaults it says in the \`demands\` of \`start\`.

\`webSockets\` is another one: the promises about \`context.upgrade\` are for servers that have it.

A promise is worth what it catches. For each of them \`test/laws/faults/\` plants at least one fault, and the tests show that
the promise catches it, and that no other one does by accident.

TRACE and CONNECT are the two methods that never reach a handler: the Fetch standard has no Request for them.

## Who keeps what

This page is written by \`test/laws/controls.test.ts\` (\`vitest run -u\` writes it anew), which also runs the law on three
other servers, on their defaults: two on the Node that the repository pins, and Deno.serve on the Deno that npm has, where
the law itself runs, too. They are controls: they show that the law can be kept by others and that it can be broken, and none
was made to keep it.
`;

function renderFamily(family: string, columns: readonly Column[]): string {
  const rows = serverLaw.promises
    .filter((promise) => promise.family === family)
    .map(({ id, title }) => [
      `\`${id}\``,
      title,
      ...columns.map(({ reasons }) => reasons[id] ?? "kept"),
    ]);
  return renderTable([["promise", "what it says", ...columns.map(({ name }) => name)], ...rows]);
}

/** A table whose columns are aligned, as the formatter wants it. */
function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function toTitle(family: string): string {
  return (family[0] ?? "").toUpperCase() + family.slice(1);
}
