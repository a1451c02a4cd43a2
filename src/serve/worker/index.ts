/** A worker's life. The process entry is `main.ts`. Floor 5. */
export { type Booted } from "./boot.ts";
export { WorkerLife, type WorkerPowers } from "./life.ts";
export { openServer, type ServerPlan } from "./open-server.ts";
