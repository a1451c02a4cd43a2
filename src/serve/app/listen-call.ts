/** What a call of `server.listen(…)` asks for. https://nodejs.org/api/net.html#serverlisten */

/** Where the caller wants to listen. */
export type ListenCall =
  | { readonly kind: "port"; readonly port: number | undefined }
  | { readonly kind: "path"; readonly path: string }
  /** An open descriptor or handle; also how Landfall's own engine listens in a worker. */
  | { readonly kind: "handle" };

/** Reads the arguments; what is wrong with them is for Node to say, so it counts as a port that is not known. */
export function readListenCall([target]: readonly unknown[]): ListenCall {
  if (typeof target === "object" && target !== null) return readOptions({ ...target });
  if (typeof target === "string" && !/^\d+$/.test(target)) return { kind: "path", path: target };
  return { kind: "port", port: toPort(target) };
}

/** The call as a sentence ends with it: `on 3000`. */
export function formatListenCall(call: ListenCall): string {
  switch (call.kind) {
    case "port":
      return call.port === undefined || call.port === 0 ? "on any free port" : `on ${call.port}`;
    case "path":
      return `on ${call.path}`;
    case "handle":
      return "on an open descriptor";
    default:
      return call satisfies never;
  }
}

/** The function that is to hear of `listening`, if one was given. */
export function readListenCallback(args: readonly unknown[]): (() => void) | undefined {
  const last = args.at(-1);
  return typeof last === "function" ? (last as () => void) : undefined;
}

interface ListenOptions {
  readonly fd?: unknown;
  readonly _handle?: unknown;
  readonly path?: unknown;
  readonly port?: unknown;
}

function readOptions({ fd, _handle, path, port }: ListenOptions): ListenCall {
  if ((typeof fd === "number" && fd >= 0) || _handle !== undefined) return { kind: "handle" };
  if (port === undefined && typeof path === "string") return { kind: "path", path };
  return { kind: "port", port: toPort(port) };
}

function toPort(value: unknown): number | undefined {
  return typeof value === "number" || typeof value === "string" ? Number(value) : undefined;
}
