/** All planted faults. */

import { abortFaults, connectionFaults } from "./connections.ts";
import { answerFaults } from "./answers.ts";
import { bodyFaults } from "./bodies.ts";
import { contextFaults, requestFaults } from "./requests.ts";
import { expectationFaults, parserFaults } from "./parsers.ts";
import { failureFaults, streamFaults } from "./streams.ts";
import type { Fault } from "./plant.ts";

/** Faults in heads and bodies. */
export const messageFaults: readonly Fault[] = [
  ...requestFaults,
  ...contextFaults,
  ...answerFaults,
  ...bodyFaults,
];

/** Faults in what happens between the messages. */
export const lifeFaults: readonly Fault[] = [
  ...streamFaults,
  ...failureFaults,
  ...connectionFaults,
  ...abortFaults,
  ...parserFaults,
  ...expectationFaults,
];

/** Every fault. */
export const faults: readonly Fault[] = [...messageFaults, ...lifeFaults];
