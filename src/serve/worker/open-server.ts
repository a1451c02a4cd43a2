/** The layers and the server around an app: the same in a worker and in `run()`. */

import {
  formatListenAddress,
  type ListenAddress,
  type Logger,
  type Millis,
  millis,
  toMessage,
} from "../../core/index.ts";
import type { CompletedRequest } from "../../http/index.ts";
import type { LoadedApp } from "../app/index.ts";
import type { EngineSettings, Listener, RunningServer, ServerChoice } from "../engines/index.ts";
import { createPipeline, type PipelineServices } from "../pipeline/index.ts";
import { explainListenError } from "../sockets/index.ts";
import type { StaticFolders, StaticSettings } from "../static/index.ts";

/** Everything that a server serves with. */
export interface ServerPlan {
  readonly settings: EngineSettings &
    Pick<StaticSettings, "compress"> & { readonly gracefulTimeout: Millis };
  readonly app: LoadedApp;
  readonly choice: ServerChoice;
  readonly files: StaticFolders;
  readonly worker: number;
  readonly logger: Logger;
  /** Keeps visitors out while the site is closed; absent where it never is. */
  readonly gate?: PipelineServices["gate"];
  /** Answers the probes of balancers; absent when nobody asks for it. */
  readonly health?: PipelineServices["health"];
  /** In development: the pages of errors, and the script that loads pages again. */
  readonly development?: PipelineServices["development"];
  /** Hears of every request once it is over; absent when nobody wants to. */
  readonly onCompleted?: ((completed: CompletedRequest) => void) | undefined;
}

/** Listens; rejects with why that cannot be. */
export async function openServer(
  plan: ServerPlan,
  listeners: readonly Listener[],
): Promise<RunningServer> {
  const { settings, app, choice, files, worker, logger, onCompleted } = plan;
  const onError = (err: unknown, requestId: string) =>
    logger.error(toMessage(err), { requestId, err });
  const handler = createPipeline(app.handler, {
    onError,
    files: files.asked,
    compress: settings.compress,
    health: plan.health,
    ...(plan.gate && { gate: plan.gate }),
    ...(plan.development && { development: plan.development }),
  });
  const observed = onCompleted && { onCompleted };
  const reconnectWindow = millis(Math.min(settings.reconnectWindow, settings.gracefulTimeout / 2));
  const given = { ...settings, ...choice.options, ...observed, reconnectWindow };
  return choice.adapter
    .start(handler, listeners, { ...given, worker, logger, onError })
    .catch((error: unknown) => {
      throw explainListenError(error, listeners.map(toAddress).map(formatListenAddress).join(", "));
    });
}

function toAddress(listener: Listener): ListenAddress {
  return listener.kind === "descriptor" ? listener.address : listener;
}
