/** What the load generators print is read, and what went wrong is never a figure. */
import { expect, it } from "vitest";
import { parseH2load, parseWrk } from "../../../bench/measuring/load.ts";

const wrk = (lines: readonly string[], time = "2.10s"): string =>
  `Running 2s test @ http://127.0.0.1:1/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   306.92us  136.37us   4.09ms   84.68%
    Req/Sec   100.00k     2.00k   105.00k    66.67%
  210000 requests in ${time}, 30.11MB read
${lines.map((line) => `  ${line}\n`).join("")}Requests/sec: 100000.00
Transfer/sec:     14.34MB
`;

it("reads the requests of wrk and the time that they really took", () => {
  expect(parseWrk(wrk([]))).toEqual({ requests: 210_000, seconds: 2.1, faults: "" });
  expect(parseWrk(wrk([], "1.50m")).seconds).toBe(90);
  expect(parseWrk(wrk([], "500.00ms")).seconds).toBe(0.5);
});

it.each([
  "Socket errors: connect 0, read 3, write 0, timeout 0",
  "Socket errors: connect 0, read 0, write 0, timeout 12",
  "Non-2xx or 3xx responses: 1",
])("takes %j of wrk for a fault", (line) => {
  expect(parseWrk(wrk([line])).faults).toBe(line);
});

it("takes no answer at all, and words that it does not know, for a fault", () => {
  expect(parseWrk(wrk([]).replace("210000", "0")).faults).toBe("no request was answered");
  expect(parseWrk("unable to connect to 127.0.0.1:1").faults).toMatch("unable to connect");
});

const h2load = (requests: string, codes: string): string =>
  `starting benchmark...
finished in 2.00s, 13434.00 req/s, 2.19MB/s
requests: ${requests}
status codes: ${codes}
traffic: 2.19MB (2298927) total, 1.24MB (1302807) headers (space savings 0.00%), 171.06KB (175162) data
`;

it("reads the good answers of h2load", () => {
  const text = h2load(
    "13434 total, 13466 started, 13434 done, 13434 succeeded, 0 failed, 0 errored, 0 timeout",
    "13434 2xx, 0 3xx, 0 4xx, 0 5xx",
  );
  expect(parseH2load(text)).toEqual({ requests: 13_434, seconds: 2, faults: "" });
});

it.each([
  ["9 total, 9 started, 9 done, 8 succeeded, 1 failed, 0 errored", "8 2xx, 0 3xx, 0 4xx, 1 5xx"],
  ["9 total, 9 started, 9 done, 9 succeeded, 0 failed, 0 errored", "4 2xx, 5 3xx, 0 4xx, 0 5xx"],
  ["9 total, 9 started, 9 done, 0 succeeded, 9 failed, 0 errored", "0 2xx, 0 3xx, 0 4xx, 0 5xx"],
])("takes %j with %j of h2load for a fault", (requests, codes) => {
  expect(parseH2load(h2load(requests, codes)).faults).toMatch(/h2load said: requests: 9 total/);
});
