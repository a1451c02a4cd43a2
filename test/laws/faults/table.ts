/** All planted faults. */

import { abortFaults, connectionFaults } from "./connections.ts";
import { answerFaults } from "./answers.ts";
import { bodyFaults } from "./bodies.ts";
import { codingFaults } from "./decompression.ts";
import { timeFaults } from "./time-limits.ts";
import { trailerFaults } from "./trailers.ts";
import { contextFaults, requestFaults } from "./requests.ts";
import { expectationFaults, parserFaults } from "./parsers.ts";
import { failureFaults, streamFaults } from "./streams.ts";
import { webSocketFaults } from "./web-sockets.ts";
import type { Fault } from "./plant.ts";

/** Every fault. */
export const faults: readonly Fault[] = [
  ...requestFaults,
  ...contextFaults,
  ...answerFaults,
  ...bodyFaults,
  ...streamFaults,
  ...failureFaults,
  ...connectionFaults,
  ...abortFaults,
  ...parserFaults,
  ...expectationFaults,
  ...codingFaults,
  ...trailerFaults,
  ...timeFaults,
  ...webSocketFaults,
];
