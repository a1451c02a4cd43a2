/** How many files a process may have open (RLIMIT_NOFILE), and whether that is enough for a server. */

/** Fewer than this is what a machine gives to a program of a person, not to a server. */
const enough = 4_096;

/**
 * Reads `/proc/self/limits`; undefined for no limit and where there is no such file. Node raises its own soft limit to
 * the hard one, so that the soft one is what workers get.
 */
export function parseOpenFiles(limits: string): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/** A warning where the limit is low: each connection takes one, and so does what the app opens for it. */
export function warnOfOpenFiles(limit: number | undefined): string | undefined {
  if (limit === undefined || limit >= enough) return undefined;
  return (
    `each worker may open ${limit} files, and every connection is one: beyond that new ones wait ` +
    "(LimitNOFILE=50000 in a systemd unit, minfds=50000 in supervisord, ulimit -n 50000 in a shell)"
  );
}
