/**
 * For a module that listens by itself (row A9): gives its first `listen()` Landfall's address instead of a port of its own.
 * This is the one patch of a Node prototype in Landfall, made before the app is loaded, and only in workers.
 */

import { Server } from "node:http";
import { type AddressInfo, Server as NetServer } from "node:net";
import {
  type Clock,
  type ListenAddress,
  type Millis,
  millis,
  type RunHost,
  useRunHost,
} from "../../core/index.ts";
import {
  formatListenCall,
  type ListenCall,
  readListenCall,
  readListenCallback,
} from "./listen-call.ts";
import { hasMembers } from "./members.ts";
import { pretendListening } from "./pretended-listening.ts";

/** What capturing needs of the worker. */
export interface CapturePlace {
  /** What a redirected server is told that it listens on. */
  readonly address: ListenAddress;
  readonly clock: Clock;
  /** Hears what is done with every listen but the first one. */
  report(text: string): void;
}

/** The first server of the module that wanted to listen. */
export interface CapturedServer {
  readonly server: Server;
  /** `on 3000` */
  readonly asked: string;
}

// A bootstrap may wait for a database; a worker that is never ready is killed after its own, longer time.
const longestWait: Millis = millis(20_000);
const pollInterval: Millis = millis(20);
/** How many polls in a row must find nothing under way, before no listen can come any more. */
const idlePolls = 5;

type Listen = (this: NetServer, ...args: unknown[]) => NetServer;

/** Redirects the listening of whatever module is loaded from now on; disposing ends that for servers to come. */
export class ListenCapture implements Disposable {
  readonly #place: CapturePlace;
  readonly #original: Listen = NetServer.prototype.listen as Listen;
  readonly #handlesBefore: number = listResources().filter(isHandle).length;
  #first: (CapturedServer & { readonly call: ListenCall }) | undefined;
  #secure: string | undefined;
  #given: { readonly app: unknown } | undefined;

  constructor(place: CapturePlace) {
    this.#place = place;
  }

  /** Starts capturing. */
  install(): this {
    const decide = (server: NetServer, args: unknown[]): NetServer => this.#listen(server, args);
    const listen: Listen = function (this: NetServer, ...args) {
      return decide(this, args);
    };
    NetServer.prototype.listen = listen as NetServer["listen"];
    useRunHost(this.#host);
    return this;
  }

  [Symbol.dispose](): void {
    NetServer.prototype.listen = this.#original as NetServer["listen"];
    useRunHost(undefined);
  }

  /** What the module gave to our own `run()`, which asks here before it listens. */
  get given(): { readonly app: unknown } | undefined {
    return this.#given;
  }

  /** The server that has asked to listen, if one has. */
  get first(): CapturedServer | undefined {
    return this.#first;
  }

  /** Where an https server wanted to listen: `on 3443`. */
  get secure(): string | undefined {
    return this.#secure;
  }

  /** Waits for a listen or a `run()` in a later tick, while the module still has something under way, and within bounds. */
  async waitForFirst(): Promise<CapturedServer | undefined> {
    const { clock } = this.#place;
    let idle = 0;
    for (let waited = 0; waited < longestWait && idle < idlePolls; waited += pollInterval) {
      if ((this.#first ?? this.#secure ?? this.#given) !== undefined) break;
      await clock.sleep(pollInterval);
      idle = this.#isBusy() ? 0 : idle + 1;
    }
    return this.#first;
  }

  /** Whether anything is under way that could end in a listen: a timer, a read, a socket that was not there before. */
  #isBusy(): boolean {
    const resources = listResources();
    const handles = resources.filter(isHandle).length;
    return handles < resources.length || handles > this.#handlesBefore;
  }

  readonly #host: RunHost = {
    take: (app) => {
      const { address, report } = this.#place;
      if ((this.#first ?? this.#given) !== undefined) {
        report("the module calls run() once more; Landfall serves only what it is given first");
        return undefined;
      }
      this.#given = { app };
      return address;
    },
  };

  #listen(server: NetServer, args: unknown[]): NetServer {
    const call = readListenCall(args);
    const isSecure = hasMembers(server, {
      setSecureContext: "function",
      closeAllConnections: "function",
    });
    if (call.kind === "handle" || !(server instanceof Server || isSecure)) {
      return this.#original.apply(server, args);
    }
    if (isSecure) return this.#refuse(server as unknown as Server, call, args);
    if (this.#first === undefined && this.#given === undefined) {
      this.#first = { server: server as Server, asked: formatListenCall(call), call };
    }
    if (!this.#isSameAddress(server, call)) {
      const where = formatListenCall(call);
      this.#place.report(
        `the module listens by itself ${where}, too; Landfall serves only its first server, and each worker opens this one`,
      );
      return this.#original.apply(server, args);
    }
    pretendListening(
      server as Server,
      toNodeAddress(this.#place.address),
      readListenCallback(args),
    );
    return server;
  }

  /** Frameworks open one more server for each address of localhost, on the port that they believe to have. */
  #isSameAddress(server: NetServer, call: ListenCall): boolean {
    const { address } = this.#place;
    const first = this.#first;
    if (first === undefined) return this.#given === undefined;
    if (first.server === server) return true;
    if (call.kind !== "port") return false;
    if (call.port === undefined) return address.kind === "unix";
    if (address.kind === "tcp" && call.port === address.port) return true;
    return call.port !== 0 && first.call.kind === "port" && call.port === first.call.port;
  }

  #refuse(server: Server, call: ListenCall, args: readonly unknown[]): Server {
    this.#secure = formatListenCall(call);
    this.#place.report(
      `the module's https server ${this.#secure} was not opened: Landfall listens, so certificates are its business`,
    );
    const port = call.kind === "port" ? (call.port ?? 0) : 0;
    const address = { address: "127.0.0.1", family: "IPv4", port };
    pretendListening(server, call.kind === "path" ? call.path : address, readListenCallback(args));
    return server;
  }
}

/** What keeps the process alive. */
function listResources(): string[] {
  return process.getActiveResourcesInfo();
}

/** A pipe or a socket may stay for ever; a timer or a read comes to its end. */
function isHandle(resource: string): boolean {
  return !/^(?:Timeout|Immediate)$|Req/.test(resource);
}

function toNodeAddress(address: ListenAddress): AddressInfo | string {
  if (address.kind === "unix") return address.path;
  const host = address.host === "*" ? "::" : address.host;
  return { address: host, family: host.includes(":") ? "IPv6" : "IPv4", port: address.port };
}
