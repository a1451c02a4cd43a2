/** How a worker becomes ready: check what it inherited, load the app, start it, listen. */

import { formatListenAddress, type Millis, millis, systemClock } from "../../core/index.ts";
import { installWebGlobals } from "../../http/index.ts";
import {
  type AppSettings,
  ListenCapture,
  type LoadedApp,
  loadApp,
  startApp,
} from "../app/index.ts";
import {
  type EngineSettings,
  type Listener,
  resolveServer,
  type RunningServer,
} from "../engines/index.ts";
import { createPipeline } from "../pipeline/index.ts";
import { AppSignals } from "./app-signals.ts";
import type { InheritedSocket, WorkerAssignment } from "../channel/index.ts";
import { explainListenError, isSameSocket, socketErrors } from "../sockets/index.ts";

/** What the rooms in a worker obey, and the app as it was named; absent to look for one. */
interface WorkerSettings extends AppSettings, EngineSettings {
  readonly app?: string | undefined;
  /** How long the master waits for a drain. */
  readonly gracefulTimeout: Millis;
}

/** A worker that serves. */
export interface Booted {
  readonly app: LoadedApp;
  readonly server: RunningServer;
  /** What the app was taken for, for the log. */
  readonly description: string;
  /** The app's entry. */
  readonly file: string;
}

/** What booting needs of the process. */
export interface BootPlace {
  readonly folder: string;
  report(text: string): void;
}

/** Everything before `ready`; whatever it throws is the reason why the worker could not start. */
export async function boot(assignment: WorkerAssignment, place: BootPlace): Promise<Booted> {
  const { id, generation, sockets } = assignment;
  // The master has validated them; a worker believes its own master.
  const settings = assignment.settings as unknown as WorkerSettings;
  const listeners = sockets.map(toListener);
  const { app, stripTypes, nativeResponse } = settings;
  if (!nativeResponse) installWebGlobals();
  const cwd = place.folder;
  const capture = captureListening(sockets, place);
  const signals = new AppSignals(systemClock).install();
  const loaded = await loadApp({ specifier: app, cwd, stripTypes, capture });
  const choice = await resolveServer({ ...settings, cwd, app: loaded.app });
  const addresses = sockets.map(({ address }) => formatListenAddress(address));
  await startApp(loaded.app, { worker: id, generation, addresses }, { file: loaded.file, cwd });
  const onError = (error: unknown, requestId: string) =>
    place.report(`request ${requestId}: ${describeError(error)}`);
  const handler = createPipeline(loaded.app.handler, { onError });
  const reconnectWindow = millis(Math.min(settings.reconnectWindow, settings.gracefulTimeout / 2));
  const options = { ...settings, ...choice.options, reconnectWindow, worker: id, onError };
  const server = await choice.adapter.start(handler, listeners, options).catch((error: unknown) => {
    throw explainListenError(error, addresses.join(", "));
  });
  return {
    app: { stop: () => signals.run(), ...loaded.app },
    server,
    file: loaded.file,
    description: `${loaded.reason}; server ${choice.adapter.name} (${choice.reason})`,
  };
}

/** For a module that listens by itself; stays until the worker leaves, as that may happen late. */
function captureListening(
  [first]: readonly InheritedSocket[],
  { report }: BootPlace,
): ListenCapture | undefined {
  if (first === undefined) return undefined;
  return new ListenCapture({ address: first.address, clock: systemClock, report }).install();
}

/** A descriptor that is not the master's socket would make the server listen on a random port of every interface. */
function toListener({ fd, inode, address }: InheritedSocket): Listener {
  if (isSameSocket(fd, inode)) return { kind: "descriptor", fd, address };
  throw socketErrors.fail.SOCKET_NOT_INHERITED({ address: formatListenAddress(address) });
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
