/** How a worker becomes ready: check what it inherited, load everything, start the app, listen. */

import { formatListenAddress } from "../../core/index.ts";
import type { CompletedRequest } from "../../http/index.ts";
import { type LoadedApp, startApp } from "../app/index.ts";
import type { InheritedSocket, WorkerAssignment } from "../channel/index.ts";
import type { Listener, RunningServer } from "../engines/index.ts";
import type { MaintenanceGate } from "../guards/index.ts";
import type { HealthProbe } from "../pipeline/index.ts";
import { isSameSocket, socketErrors } from "../sockets/index.ts";
import { load, type Loaded, type LoadPlace } from "./load.ts";
import { planDevelopment } from "./development.ts";
import { openServer } from "./open-server.ts";

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
  const { app, signals, hook, description, file } = loaded;
  const addresses = sockets.map(({ address }) => formatListenAddress(address));
  await startApp(app, { worker: id, generation, addresses }, { file, cwd: place.folder });
  const { logger, onCompleted, health } = place;
  const gate = place.gate.install({ ...loaded.settings, ...place });
  const { development: orders } = loaded.settings;
  const development = orders && planDevelopment(orders, place);
  const plan = {
    ...loaded,
    worker: id,
    logger,
    onCompleted,
    health,
    gate,
    ...(development && { development }),
  };
  const server = await openServer(plan, listeners);
  const stop = async (): Promise<void> => {
    await hook?.();
    await (app.stop === undefined ? signals.run() : app.stop());
  };
  return { app: { ...app, stop }, server, file, description };
}

/** A descriptor that is not the master's socket would make the server listen on a random port of every interface. */
function toListener({ fd, inode, address }: InheritedSocket): Listener {
  if (isSameSocket(fd, inode)) return { kind: "descriptor", fd, address };
  throw socketErrors.fail.SOCKET_NOT_INHERITED({ address: formatListenAddress(address) });
}
