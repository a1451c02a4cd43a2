/** The listening sockets: bound by the master, inherited by workers. Floor 2. */
export { bindAll, type BindOptions, explainListenError } from "./bind.ts";
export { identifySocket, isAnswered, temporaryBeside } from "./bind-unix.ts";
export { assertBindable, type BoundSocket, isSameSocket } from "./bound-socket.ts";
export { type SocketErrors, socketErrors } from "./errors.ts";
