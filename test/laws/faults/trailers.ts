/** Faults in what stands behind bodies. */

import type { Handler, Trailers } from "../../../src/http/index.ts";
import { type Fault, withContext } from "./plant.ts";

/** Faults of trailers. */
export const trailerFaults: readonly Fault[] = [
  {
    name: "loses the trailers of requests",
    breaks: ["trailers-in"],
    handler: onTrailers(() => ({ received: new Headers() })),
  },
  {
    name: "hands a trailer on to the next request",
    breaks: ["trailers-in"],
    handler: (handler) => {
      let before = new Headers();
      return onTrailers((trailers) => ({
        get received() {
          const received = trailers.received;
          const all = new Headers([...before, ...received]);
          before = received;
          return all;
        },
      }))(handler);
    },
  },
  {
    name: "takes whatever stands behind a body",
    breaks: ["trailers-in-hostile"],
    handler: onTrailers((trailers) => ({
      get received() {
        return new Headers([...trailers.received, ["authorization", "Basic eDp5"]]);
      },
    })),
  },
  {
    name: "announces no trailers",
    breaks: ["trailers-out"],
    wire: { answer: (bytes) => bytes.replace("trailer: x-sum\r\n", "") },
  },
  {
    name: "computes trailers before the body",
    breaks: ["trailers-out"],
    handler: onTrailers((trailers) => ({
      set: (name, value) => trailers.set(name, typeof value === "string" ? value : String(value())),
    })),
  },
  {
    name: "sends trailers to everybody",
    breaks: ["trailers-unasked"],
    wire: {
      request: (bytes) => bytes.replace("/unasked HTTP/1.1\r\n", "/ HTTP/1.1\r\nTE: trailers\r\n"),
    },
  },
  {
    name: "leaves out in silence what cannot be a trailer",
    breaks: ["trailers-forged"],
    handler: onTrailers((trailers) => ({
      set: (name, value) => {
        try {
          trailers.set(name, value);
        } catch {
          // Nobody is told.
        }
      },
    })),
  },
];

/** Replaces members of `context.trailers`. */
function onTrailers(
  change: (trailers: Trailers) => Partial<Trailers>,
): (handler: Handler) => Handler {
  return (handler) => (request, context) => {
    const changed = change(context.trailers);
    const trailers = new Proxy(context.trailers, {
      get: (target, key) => {
        if (Object.hasOwn(changed, key)) return Reflect.get(changed, key) as unknown;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    return handler(request, withContext(context, { trailers }));
  };
}
