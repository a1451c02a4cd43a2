/** How a worker becomes ready: check what it inherited, load everything, start the app, listen. */

import { formatListenAddress, millis, toMessage } from "../../core/index.ts";
import type { CompletedRequest } from "../../http/index.ts";
import { type LoadedApp, startApp } from "../app/index.ts";
import type { InheritedSocket, WorkerAssignment } from "../channel/index.ts";
import type { Listener, RunningServer } from "../engines/index.ts";
import type { MaintenanceGate } from "../guards/index.ts";
import { createPipeline, type HealthProbe } from "../pipeline/index.ts";
import { explainListenError, isSameSocket, socketErrors } from "../sockets/index.ts";
import { load, type Loaded, type LoadPlace } from "./load.ts";

/** A worker that serves. */
export interface Booted extends Pick<Loaded, "description" | "file"> {
  readonly app: LoadedApp;
  readonly server: RunningServer;
}

/** What booting needs of the process. */
export interface BootPlace extends LoadPlace {
  /** Hears of every request once it is over; absent when nobody wants to. */
  readonly onCompleted?: ((completed: CompletedRequest) => void) | undefined;
  /** Answers probes; absent when nobody asks for it. */
  readonly health?: HealthProbe | undefined;
  /** Keeps visitors out while the site is closed. */
  readonly gate: MaintenanceGate;
}

/** Everything before `ready`; whatever it throws is the reason why the worker could not start. */
export async function boot(assignment: WorkerAssignment, place: BootPlace): Promise<Booted> {
  const { id, generation, sockets } = assignment;
  const listeners = sockets.map(toListener);
  const loaded = await load(assignment, place);
  const { settings, app, choice, files, signals, description, file } = loaded;
  const addresses = sockets.map(({ address }) => formatListenAddress(address));
  await startApp(app, { worker: id, generation, addresses }, { file, cwd: place.folder });
  const { logger, health } = place;
  const onError = (err: unknown, requestId: string) =>
    logger.error(toMessage(err), { requestId, err });
  const gate = place.gate.install({ ...settings, ...place });
  const { compress } = settings;
  const services = { onError, files: files.asked, compress, health, gate };
  const handler = createPipeline(app.handler, services);
  const observed = place.onCompleted && { onCompleted: place.onCompleted };
  const reconnectWindow = millis(Math.min(settings.reconnectWindow, settings.gracefulTimeout / 2));
  const given = { ...settings, ...choice.options, ...observed, reconnectWindow };
  const options = { ...given, worker: id, logger, onError };
  const server = await choice.adapter.start(handler, listeners, options).catch((error: unknown) => {
    throw explainListenError(error, addresses.join(", "));
  });
  return { app: { stop: () => signals.run(), ...app }, server, file, description };
}

/** A descriptor that is not the master's socket would make the server listen on a random port of every interface. */
function toListener({ fd, inode, address }: InheritedSocket): Listener {
  if (isSameSocket(fd, inode)) return { kind: "descriptor", fd, address };
  throw socketErrors.fail.SOCKET_NOT_INHERITED({ address: formatListenAddress(address) });
}
