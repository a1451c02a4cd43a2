/** The options of supervision: where to listen, how many workers, how long each phase may take. */

import { z } from "zod";
import { type ListenAddress, type Millis, seconds } from "../../core/index.ts";
import {
  durationSchema,
  integerSchema,
  listenSchema,
  type OptionTable,
  switchSchema,
  textSchema,
} from "../../core/options.ts";

/** What the supervisor is told. Durations are milliseconds. */
export interface SupervisorSettings {
  readonly host: string;
  readonly port: number;
  readonly unix: readonly string[];
  readonly unixMode: number;
  readonly listen: readonly ListenAddress[];
  readonly workers: "auto" | number;
  readonly bootTimeout: Millis;
  readonly gracefulTimeout: Millis;
  readonly shutdownDelay: Millis;
  /** Empty: `.landfall/control.sock` in the project. */
  readonly control: string;
  readonly quiet: boolean;
}

const workersSchema: z.ZodType<"auto" | number> = z.union([
  integerSchema(1, 1_024),
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
      "Address to listen on: HOST:PORT, [IPv6]:PORT, *:PORT (every interface), PORT (loopback) or unix:PATH.",
    argument: "ADDRESS",
    repeatable: true,
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

function parseWorkers(text: string): "auto" | number {
  if (text === "auto" || text === "0") return "auto";
  if (/^\d{1,4}$/.test(text) && Number(text) <= 1_024) return Number(text);
  throw new Error(`expected auto or a whole number from 1 to 1024, got "${text}"`);
}

function parseMode(text: string): number {
  if (!/^0?[0-7]{3}$/.test(text)) throw new Error(`expected three octal digits, got "${text}"`);
  return Number.parseInt(text, 8);
}
