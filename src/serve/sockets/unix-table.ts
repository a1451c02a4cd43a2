/** Linux's table of unix sockets, `/proc/net/unix`; see proc_pid_net(5). */

/** One unix socket of the machine. */
export interface UnixSocketRow {
  readonly inode: number;
  /** Whether the socket is one end of a conversation. */
  readonly state: "unconnected" | "connected";
  /** Its file, or `@name` in the abstract namespace. */
  readonly path: string | undefined;
}

/** SS_CONNECTING and SS_CONNECTED; a listening socket is SS_UNCONNECTED. */
const connected = ["02", "03"];

/** Reads the table: Num RefCount Protocol Flags Type St Inode Path. */
export function parseUnixSockets(table: string): readonly UnixSocketRow[] {
  return table.split("\n").flatMap((line) => {
    const match = /^[0-9a-f]+: \w+ \w+ \w+ \w+ (\w\w) +(\d+)(?: (.+))?$/i.exec(line);
    if (match === null) return [];
    const [, state = "", inode, path] = match;
    return [
      {
        inode: Number(inode),
        state: connected.includes(state) ? "connected" : "unconnected",
        path,
      },
    ] as const;
  });
}
