/** Reloads one after the other under load: Landfall, PM2, gunicorn, node:cluster. */

import type { ReloadSuite } from "../suite.ts";

export const reloadRace: ReloadSuite = {
  kind: "reload",
  name: "reload-race",
  title: "Reload",
  about:
    "24 clients, half with a new connection and a 16 KB POST, half kept alive with GET, while two workers are replaced again and again without a pause, on the cores that the clients use too. A request is lost when its connection is refused, reset or closed before the whole right answer is there; a kept connection that is closed while nothing was asked on it is not.",
  isDefault: true,
  workers: 2,
  competitors: ["landfall", "node-cluster", "pm2", "gunicorn"],
  target: 2,
};
