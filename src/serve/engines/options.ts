/** The settings that engines obey. */

import { type Millis, seconds } from "../../core/index.ts";
import {
  durationSchema,
  integerSchema,
  type OptionTable,
  switchSchema,
  textSchema,
} from "../../core/options.ts";

/** What a person can say about the server adapter. */
export interface EngineSettings {
  readonly server: string;
  readonly lingerTimeout: Millis;
  readonly backlog: number;
  readonly nativeResponse: boolean;
}

/** The declarations of `EngineSettings`. */
export const engineOptions: OptionTable<EngineSettings> = {
  server: {
    schema: textSchema((text) => text.trim()),
    default: "auto",
    summary: "The server adapter that calls the app; auto picks the best one that can run it.",
    argument: "NAME",
  },
  lingerTimeout: {
    schema: durationSchema,
    default: seconds(2),
    summary: "How long an idle kept-alive connection may still speak once a worker drains.",
    argument: "TIME",
  },
  backlog: {
    schema: integerSchema(1, 65_535),
    default: 511,
    summary: "Length of the queue of connections that no worker has accepted yet.",
    argument: "N",
  },
  nativeResponse: {
    schema: switchSchema,
    default: false,
    summary:
      "Leave Node's own Response and Request in place: slower, for apps that reach into their insides.",
  },
};
