/** Laws: what every variant of a contract promises, as functions that any test runner can call. Published as `landfall/laws`. */
export type { Law, LawPromise, Skip, Verdict } from "./contract.ts";
export { runLaw, type RunLawOptions } from "./run-law.ts";
export { serverLaw } from "./server-law.ts";
export {
  type ServedHandler,
  type ServerCapability,
  type ServerDemands,
  serverSubject,
  type ServerSubject,
  type ServerSubjectOptions,
} from "./server-subject.ts";
