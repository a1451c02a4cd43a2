/** A master that was replaced passes on what still reaches its own control socket: a client may have been quicker. */

import net from "node:net";
import type { ControlHandler } from "./control-server.ts";
import { formatControl, parseControlReply } from "./control-protocol.ts";
import { splitLines } from "./lines.ts";

/** Asks whoever holds the path now, and hands its reply back; where nobody does, there is none. */
export function forwardControl(path: string): ControlHandler {
  return (request, reply, gone) => {
    const socket = net.connect(path);
    socket.on("error", () => {});
    gone.addEventListener("abort", () => socket.destroy());
    splitLines(socket, (line) => {
      const answer = parseControlReply(line);
      if (answer.kind !== "misunderstood") reply(answer);
    });
    socket.write(formatControl(request));
  };
}
