/** A process that serves descriptor 3, announced in its first argument; says where it listens or why it does not. */

import type { ListenAddress } from "../../../../src/core/index.ts";
import { start } from "./started.ts";

const address = JSON.parse(process.argv[2] ?? "") as ListenAddress;
try {
  const { server } = await start(
    () => new Response(`hello from ${process.pid}`),
    [{ kind: "descriptor", fd: 3, address }],
    { backlog: 33 },
  );
  process.stdout.write(`${JSON.stringify(server.addresses)}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify((error as { code?: string }).code)}\n`);
}
