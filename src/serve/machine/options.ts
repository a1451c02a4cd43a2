/** The options about the machine's share of each worker: heap, processors, address space. */

import * as z from "zod";
import { type Bytes, bytes, megabytes } from "../../core/index.ts";
import { boundedSizeSchema, integerSchema, type OptionTable } from "../../core/options.ts";

/** What workers may take of the machine. */
export interface MachineSettings {
  /** 0 to derive it from the control group's memory limit, if there is one. */
  readonly workerHeap: Bytes;
  /** 0 leaves it to the system. */
  readonly cpuAffinity: number;
  /** 0 for no limit. */
  readonly limitAddressSpace: Bytes;
}

const none: z.ZodType<Bytes> = z
  .union([z.literal(0), z.literal("0")])
  .transform(() => bytes(0)) as unknown as z.ZodType<Bytes>;
const terabyte = megabytes(1_024 * 1_024);

/** One declaration for each of them. */
export const machineOptions: OptionTable<MachineSettings> = {
  workerHeap: {
    schema: z.union([none, boundedSizeSchema(megabytes(16), terabyte)]),
    default: bytes(0),
    defaultText: "from the memory limit of the control group, else Node's own",
    summary: "How large the JavaScript heap of a worker may grow.",
    argument: "SIZE",
  },
  cpuAffinity: {
    schema: integerSchema(0, 1_024),
    default: 0,
    summary: "Processors of its own for each worker, by taskset; 0 leaves it to the system.",
    argument: "N",
  },
  limitAddressSpace: {
    schema: z.union([none, boundedSizeSchema(megabytes(1_024), terabyte)]),
    default: bytes(0),
    summary:
      "Address space of a worker, by prlimit; Node reserves more than 1gb of it before it does anything. 0 is no limit.",
    argument: "SIZE",
  },
};
