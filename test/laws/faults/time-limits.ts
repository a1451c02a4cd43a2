/** Faults in how long a server waits for its clients. */

import { bytes, megabytes, millis, seconds } from "../../../src/core/index.ts";
import type { Fault } from "./plant.ts";

/** Faults of limits in time. */
export const timeFaults: readonly Fault[] = [
  {
    name: "waits for ever for the end of a header",
    breaks: ["time-header"],
    options: { headerTimeout: millis(0) },
  },
  {
    name: "keeps idle connections for a minute whatever it is told",
    breaks: ["time-idle"],
    options: { keepAliveTimeout: seconds(60) },
  },
  {
    name: "waits for ever for a body that has stopped",
    breaks: ["time-body"],
    options: { minBodyRate: bytes(0) },
  },
  {
    name: "refuses uploads that take some seconds",
    breaks: ["time-body-steady"],
    options: { minBodyRate: megabytes(1) },
  },
];
