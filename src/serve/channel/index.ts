/** The channel between master and worker. Floor 2. */
export {
  type Envelope,
  type FromWorker,
  type InheritedSocket,
  messageVersion,
  open,
  openToWorker,
  seal,
  type ToWorker,
  type WorkerActivity,
  type WorkerAssignment,
} from "./messages.ts";
