/** The listening sockets: bound by the master or handed to it, inherited by workers. Floor 2. */
export { readAcceptQueues } from "./accept-queue.ts";
export { adoptDescriptor, adoptOffered } from "./adopt.ts";
export { bindAll, type BindOptions, explainListenError } from "./bind.ts";
export { identifySocket, isAnswered, removeOwn, temporaryBeside } from "./bind-unix.ts";
export { assertBindable, type BoundSocket, isSameSocket } from "./bound-socket.ts";
export {
  findDescriptors,
  type Handover,
  handoverVariables,
  planHandover,
  type Recipient,
} from "./inherited.ts";
export { type SocketErrors, socketErrors } from "./errors.ts";
