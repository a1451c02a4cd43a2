/** The channel between master and worker. Floor 2. */
export {
  type Envelope,
  type FromWorker,
  type InheritedSocket,
  type LoadedFile,
  messageVersion,
  open,
  openToWorker,
  seal,
  type ToWorker,
  type WorkerActivity,
  type WorkerAssignment,
} from "./messages.ts";
