/** The server law: what every server adapter promises to a handler and to its clients. */

import type { Law } from "./contract.ts";
import { clientAddress } from "./server/client-address.ts";
import { drain } from "./server/drain.ts";
import { get } from "./server/get.ts";
import { head } from "./server/head.ts";
import { headerIn } from "./server/header-in.ts";
import { headerOut } from "./server/header-out.ts";
import { keepAlive } from "./server/keep-alive.ts";
import { postBody } from "./server/post-body.ts";
import { stream } from "./server/stream.ts";
import { throwing } from "./server/throwing.ts";
import type { ServerSubject } from "./server-subject.ts";

/** The promises of a server adapter. */
export const serverLaw: Law<ServerSubject> = {
  name: "server",
  promises: [
    get,
    postBody,
    head,
    headerIn,
    headerOut,
    stream,
    throwing,
    keepAlive,
    drain,
    clientAddress,
  ],
};
