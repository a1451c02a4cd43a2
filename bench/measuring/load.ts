/** The load generators: wrk(1) on TCP, h2load(1) on unix sockets, which wrk cannot reach. */

import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import type { ListenAddress } from "../../src/core/index.ts";
import { placed, type Placement } from "./cores.ts";
import type { RequestKind } from "./request.ts";

/** What a load generator counted. */
export interface Counted {
  /** Requests with a good answer. */
  readonly requests: number;
  readonly seconds: number;
  /** What went wrong, in its own words; empty if nothing did. */
  readonly faults: string;
}

/** One load: what is asked, of whom, for how long, and from where. */
export interface LoadOrder {
  readonly target: ListenAddress;
  readonly request: RequestKind;
  readonly seconds: number;
  readonly placement: Placement;
  /** For files that the load generator reads. */
  readonly folder: string;
}

const run = promisify(execFile);
const connections = 32;

/** Loads the target; rejects when a request was not answered well. */
export async function load(order: LoadOrder): Promise<Counted> {
  const isUnix = order.target.kind === "unix";
  const argv = isUnix ? h2loadCommand(order) : wrkCommand(order);
  const [program, ...args] = placed(argv, "load", order.placement);
  const { stdout } = await run(program, args);
  const counted = isUnix ? parseH2load(stdout) : parseWrk(stdout);
  if (counted.faults !== "") throw new Error(counted.faults);
  return counted;
}

/** Reads what wrk prints. */
export function parseWrk(text: string): Counted {
  const [, requests, time = "", unit = ""] =
    /(\d+) requests in ([\d.]+)(us|ms|s|m|h),/.exec(text) ?? [];
  if (requests === undefined) return { requests: 0, seconds: 0, faults: `wrk said: ${text}` };
  const faults = [...text.matchAll(/^ *((?:Socket errors|Non-2xx).*)$/gm)].map(([, line]) => line);
  const answered = Number(requests);
  const silence = answered === 0 ? ["no request was answered"] : [];
  return {
    requests: answered,
    seconds: Number(time) * (secondsOf[unit] ?? 1),
    faults: [...faults, ...silence].join("; "),
  };
}

/** Reads what h2load prints. */
export function parseH2load(text: string): Counted {
  const [, time = "", unit = ""] = /finished in ([\d.]+)(us|ms|s|m|h),/.exec(text) ?? [];
  const [, done = "0", failed = "0"] = /(\d+) succeeded, (\d+) failed/.exec(text) ?? [];
  const [, good = "0"] = /status codes: (\d+) 2xx/.exec(text) ?? [];
  const isRight = Number(good) > 0 && Number(failed) === 0 && good === done;
  return {
    requests: Number(good),
    seconds: Number(time) * (secondsOf[unit] ?? 1),
    faults: isRight
      ? ""
      : `h2load said: ${(/requests:.*\nstatus codes:.*/.exec(text) ?? [text])[0]}`,
  };
}

const secondsOf: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3_600 };

function wrkCommand({
  target,
  request,
  seconds,
  folder,
}: LoadOrder): readonly [string, ...string[]] {
  const port = target.kind === "tcp" ? target.port : 0;
  const fields = Object.entries(request.headers).flatMap(([name, value]) => [
    "-H",
    `${name}: ${value}`,
  ]);
  const script = request.body === undefined ? [] : ["-s", writeScript(folder, request)];
  const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s"];
  return ["wrk", ...options, ...fields, ...script, `http://127.0.0.1:${port}${request.path}`];
}

/** A request with a body is told to wrk in Lua. */
function writeScript(folder: string, { method, body = "" }: RequestKind): string {
  const file = join(folder, "request.lua");
  const brackets = "=".repeat(8);
  writeFileSync(file, `wrk.method = "${method}"\nwrk.body = [${brackets}[${body}]${brackets}]\n`);
  return file;
}

function h2loadCommand({
  target,
  request,
  seconds,
  folder,
}: LoadOrder): readonly [string, ...string[]] {
  const fields = Object.entries(request.headers).flatMap(([name, value]) => [
    "-H",
    `${name}: ${value}`,
  ]);
  const base = target.kind === "unix" ? `unix:${target.path}` : "";
  const body = request.body === undefined ? [] : ["-d", writeBody(folder, request.body)];
  const options = ["--h1", "-t1", `-c${connections}`, `-D${seconds}`, "-B", base];
  return ["h2load", ...options, ...fields, ...body, `http://127.0.0.1${request.path}`];
}

function writeBody(folder: string, body: string): string {
  const file = join(folder, "request.body");
  writeFileSync(file, body);
  return file;
}
