/** The options of supervision: where to listen, how many workers, how long each phase may take. */

import * as z from "zod";
import { type Bytes, bytes, type ListenTarget, type Millis, seconds } from "../../core/index.ts";
import {
  durationSchema,
  integerSchema,
  listenSchema,
  type OptionTable,
  sizeSchema,
  switchSchema,
  textSchema,
} from "../../core/options.ts";

/** What the supervisor is told. Durations are milliseconds. */
export interface SupervisorSettings {
  readonly host: string;
  readonly port: number;
  readonly unix: readonly string[];
  readonly unixMode: number;
  readonly listen: readonly ListenTarget[];
  readonly reusePort: boolean;
  /** One for each worker, by its id; empty when they share what is listened on. */
  readonly ports: readonly number[];
  readonly workers: "auto" | number;
  readonly bootTimeout: Millis;
  readonly gracefulTimeout: Millis;
  readonly shutdownDelay: Millis;
  readonly heartbeatTimeout: Millis;
  readonly maxRequests: number;
  readonly maxRequestsJitter: number;
  readonly maxLifetime: Millis;
  readonly maxMemory: Bytes;
  readonly maxMemoryHard: Bytes;
  readonly minLifetime: Millis;
  readonly maxRestarts: number;
  readonly restartWindow: Millis;
  /** Empty: `.landfall/control.sock` in the project. */
  readonly control: string;
  readonly quiet: boolean;
}

const mostWorkers = 1_024;

const portsSchema: z.ZodType<readonly number[]> = z
  .union([z.array(integerSchema(0, 65_535)).max(mostWorkers), textSchema(parsePorts)])
  .refine(areDistinct, "expected each port once");

const workersSchema: z.ZodType<"auto" | number> = z.union([
  integerSchema(1, mostWorkers),
  textSchema(parseWorkers),
]);

/** One declaration for each of them. */
export const supervisorOptions: OptionTable<SupervisorSettings> = {
  host: {
    schema: z.string().min(1),
    default: "127.0.0.1",
    summary: "Address or name to listen on; localhost is both loopbacks, * is every interface.",
    argument: "HOST",
    environment: ["HOST"],
  },
  port: {
    schema: integerSchema(0, 65_535),
    default: 8080,
    summary: "TCP port to listen on; 0 asks the system for a free one.",
    argument: "PORT",
    environment: ["PORT"],
  },
  unix: {
    schema: z.array(z.string().min(1)),
    default: [],
    summary: "Unix socket to listen on, instead of or besides a port.",
    argument: "PATH",
    repeatable: true,
  },
  unixMode: {
    schema: textSchema(parseMode, 'expected three octal digits as text, e.g. "660"'),
    default: 0o600,
    defaultText: "600",
    summary: "Permission bits of the unix sockets, in octal, e.g. 660 for a proxy in our group.",
    argument: "MODE",
  },
  listen: {
    schema: listenSchema,
    default: [],
    summary:
      "Address to listen on: HOST:PORT, [IPv6]:PORT, *:PORT (every interface), PORT (loopback), unix:PATH, or a socket that was handed over, fd:3 or fd:NAME.",
    argument: "ADDRESS",
    repeatable: true,
  },
  reusePort: {
    schema: switchSchema,
    default: false,
    summary:
      "Let another master bind the same ports too (SO_REUSEPORT); whichever of them stops loses the connections in its queue.",
  },
  ports: {
    schema: portsSchema,
    default: [],
    defaultText: "all workers share what is listened on",
    summary:
      "A port of its own on --host for each worker, in the order of their ids: 8000-8003, or 8000,8010; 0 is a free one.",
    argument: "PORTS",
  },
  workers: {
    schema: workersSchema,
    default: "auto",
    summary: "Number of worker processes; auto or 0 is one for each processor that we may use.",
    argument: "N|auto",
    environment: ["WEB_CONCURRENCY"],
  },
  bootTimeout: {
    schema: durationSchema,
    default: seconds(30),
    defaultText: "30s",
    summary: "How long a worker may take to become ready before it is killed.",
    argument: "DURATION",
  },
  gracefulTimeout: {
    schema: durationSchema,
    default: seconds(30),
    defaultText: "30s",
    summary: "How long a worker that stops may finish its requests before they are cut.",
    argument: "DURATION",
  },
  shutdownDelay: {
    schema: durationSchema,
    default: seconds(0),
    defaultText: "0s",
    summary: "How long to go on accepting after a stop was asked for, so that balancers notice.",
    argument: "DURATION",
  },
  heartbeatTimeout: {
    schema: durationSchema.refine(isLongEnough, "expected 2s or more, or 0 for never"),
    default: seconds(30),
    defaultText: "30s",
    summary: "How long a worker's event loop may stand still before it is replaced; 0 for ever.",
    argument: "DURATION",
  },
  maxRequests: {
    schema: integerSchema(0, 1_000_000_000),
    default: 0,
    summary: "Replace a worker after this many requests; 0 for any number.",
    argument: "N",
  },
  maxRequestsJitter: {
    schema: integerSchema(0, 1_000_000_000),
    default: 0,
    summary: "Up to so many requests more, different for each worker.",
    argument: "N",
  },
  maxLifetime: {
    schema: durationSchema,
    default: seconds(0),
    defaultText: "0s",
    summary: "Replace a worker when it is this old, or up to a tenth older; 0 for any age.",
    argument: "DURATION",
  },
  maxMemory: {
    schema: sizeSchema,
    default: bytes(0),
    summary: "Replace a worker whose resident memory is above this for three seconds; 0 for any.",
    argument: "SIZE",
  },
  maxMemoryHard: {
    schema: sizeSchema,
    default: bytes(0),
    summary: "Kill a worker whose resident memory is above this; 0 for twice --max-memory.",
    argument: "SIZE",
  },
  minLifetime: {
    schema: durationSchema,
    default: seconds(10),
    defaultText: "10s",
    summary: "No limit replaces a worker that is younger, so that one that is too low cannot spin.",
    argument: "DURATION",
  },
  maxRestarts: {
    schema: integerSchema(0, 1_000_000),
    default: 0,
    summary: "Give up when workers end unasked more often within --restart-window; 0 for never.",
    argument: "N",
  },
  restartWindow: {
    schema: durationSchema,
    default: seconds(60),
    defaultText: "60s",
    summary: "The time that --max-restarts counts in.",
    argument: "DURATION",
  },
  control: {
    schema: z.string(),
    default: "",
    summary: "Path of the control socket, by default .landfall/control.sock in the working folder.",
    argument: "PATH",
  },
  quiet: {
    schema: switchSchema,
    default: false,
    summary: "Say nothing but warnings and errors.",
  },
};

/** A worker beats once a second. */
function isLongEnough(timeout: Millis): boolean {
  return timeout === 0 || timeout >= seconds(2);
}

function parseWorkers(text: string): "auto" | number {
  if (text === "auto" || text === "0") return "auto";
  if (/^\d{1,4}$/.test(text) && Number(text) <= mostWorkers) return Number(text);
  throw new Error(`expected auto or a whole number from 1 to 1024, got "${text}"`);
}

/** `8000-8003`, `8000,8010`, or both; an empty text is none. */
function parsePorts(text: string): readonly number[] {
  const ports = text === "" ? [] : text.split(",").flatMap((range) => parseRange(range.trim()));
  if (ports.length <= mostWorkers) return ports;
  throw new Error(`expected at most ${mostWorkers} ports, got ${ports.length}`);
}

function parseRange(text: string): readonly number[] {
  const [, from = "", to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === "" || first > last || last > 65_535)
    throw new Error(`expected ports, e.g. 8000-8003 or 8000,8010, got "${text}"`);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function areDistinct(ports: readonly number[]): boolean {
  const chosen = ports.filter((port) => port !== 0);
  return new Set(chosen).size === chosen.length;
}

function parseMode(text: string): number {
  if (!/^0?[0-7]{3}$/.test(text)) throw new Error(`expected three octal digits, got "${text}"`);
  return Number.parseInt(text, 8);
}
