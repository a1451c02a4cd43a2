import { createServer } from "node:http";
import { expect, test } from "vitest";
import { systemClock, usualLimits } from "../../../../src/core/index.ts";
import { Guard } from "../../../../src/serve/engines/node/guard.ts";
import { RunningRequests } from "../../../../src/serve/engines/node/running.ts";

test("Node's own timers, one of which cuts every upload after five minutes, are off", () => {
  const [connections, running] = [new Map(), new RunningRequests()];
  const guard = new Guard({ clock: systemClock, limits: usualLimits, connections, running });
  const { requestTimeout, headersTimeout, timeout } = createServer(guard.nodeOptions);
  expect({ requestTimeout, headersTimeout, timeout }).toEqual({
    requestTimeout: 0,
    headersTimeout: 0,
    timeout: 0,
  });
});
