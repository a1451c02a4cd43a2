/** The machine: what of it we may use, and what each worker gets of it. Floor 2. */
export { type Confinement, planConfinement, toConfinementFlags } from "./confinement.ts";
export { machineErrors } from "./errors.ts";
export { type MachineFacts, readMachine } from "./facts.ts";
export { type HeapPlan, planHeap, toHeapFlag } from "./heap.ts";
export { warnOfOpenFiles } from "./open-files.ts";
export type { MachineSettings } from "./options.ts";
export { planWorkers, type WorkersPlan } from "./workers.ts";
