/** The server law: what every server adapter promises to a handler and to its clients. */

import type { Law } from "./contract.ts";
import { aborts } from "./server/aborts.ts";
import { answers } from "./server/answers.ts";
import { bodyFlow } from "./server/body-flow.ts";
import { bodyFraming } from "./server/body-framing.ts";
import { bodyReading } from "./server/body-reading.ts";
import { connections } from "./server/connections.ts";
import { context } from "./server/context.ts";
import { decompression } from "./server/decompression.ts";
import { drain } from "./server/drain.ts";
import { expectations } from "./server/expectations.ts";
import { failures } from "./server/failures.ts";
import { headerIn } from "./server/header-in.ts";
import { headerOut } from "./server/header-out.ts";
import { headerSafety } from "./server/header-safety.ts";
import { malformed } from "./server/malformed.ts";
import { methods } from "./server/methods.ts";
import { pipelining } from "./server/pipelining.ts";
import { smuggling } from "./server/smuggling.ts";
import { streamEnds } from "./server/stream-ends.ts";
import { streamFlow } from "./server/stream-flow.ts";
import { targets } from "./server/targets.ts";
import { timeLimits } from "./server/time-limits.ts";
import { trailers } from "./server/trailers.ts";
import { upgrades } from "./server/upgrades.ts";
import { webSocketEnds } from "./server/web-socket-ends.ts";
import { webSocketHandshakes } from "./server/web-socket-handshakes.ts";
import { webSocketMessages } from "./server/web-socket-messages.ts";
import type { ServerSubject } from "./server-subject.ts";

/** The promises of a server adapter. */
export const serverLaw: Law<ServerSubject> = {
  name: "server",
  promises: [
    ...methods,
    ...targets,
    ...headerIn,
    ...headerOut,
    ...headerSafety,
    ...bodyFraming,
    ...bodyReading,
    ...bodyFlow,
    ...decompression,
    ...trailers,
    ...answers,
    ...streamFlow,
    ...streamEnds,
    ...failures,
    ...connections,
    ...pipelining,
    ...aborts,
    ...malformed,
    ...smuggling,
    ...expectations,
    ...timeLimits,
    ...context,
    ...upgrades,
    ...webSocketHandshakes,
    ...webSocketMessages,
    ...webSocketEnds,
    drain,
  ],
};
