/** Every metric there is: name, kind, labels, what it says. docs/metrics.md lists the same. */

/** One metric. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  /** One sentence. */
  readonly help: string;
}

/** How the code names them. */
export type MetricKey =
  | "build"
  | "startTime"
  | "ready"
  | "generation"
  | "workersAsked"
  | "workers"
  | "starts"
  | "restarts"
  | "kills"
  | "reloads"
  | "requestDuration"
  | "aborted"
  | "refused"
  | "bodyBytes"
  | "acceptQueue"
  | "requests"
  | "inFlight"
  | "connections"
  | "memory"
  | "heap"
  | "cpu"
  | "loopDelayMean"
  | "loopDelayP99"
  | "loopDelayMax"
  | "loopUtilization"
  | "masterMemory"
  | "masterCpu";

const requestLabels = ["method", "status"] as const;

/** The table, in the order in which they are printed. */
export const metricTable: Readonly<Record<MetricKey, MetricDefinition>> = {
  build: gauge("landfall_build_info", "Always 1; the labels say what runs.", ["version", "node"]),
  startTime: gauge("landfall_start_time_seconds", "When the master was started, in Unix time."),
  ready: gauge("landfall_ready", "1 while /readyz says so, otherwise 0."),
  generation: gauge("landfall_generation", "Number of the generation that serves."),
  workersAsked: gauge("landfall_workers_asked", "How many workers are asked for."),
  workers: gauge("landfall_workers", "Worker processes by state.", ["state"]),
  starts: counter("landfall_worker_starts_total", "Worker processes that were started."),
  restarts: counter(
    "landfall_worker_restarts_total",
    "Workers that were replaced without being asked for, by reason.",
    ["reason"],
  ),
  kills: counter("landfall_worker_kills_total", "Workers that were sent KILL, by reason.", [
    "reason",
  ]),
  reloads: counter("landfall_reloads_total", "Reloads by outcome.", ["outcome"]),
  requestDuration: {
    name: "landfall_http_request_duration_seconds",
    type: "histogram",
    labels: requestLabels,
    help: "Seconds from a request's head to the end of its answer; its count is that of all requests.",
  },
  aborted: counter(
    "landfall_http_requests_aborted_total",
    "Requests whose answer was cut by the client, the server or the app.",
  ),
  refused: counter(
    "landfall_http_requests_refused_total",
    "Requests that were refused before the app heard of them or had read their body.",
  ),
  bodyBytes: counter("landfall_http_response_body_bytes_total", "Bytes of answers' bodies."),
  acceptQueue: gauge(
    "landfall_accept_queue_length",
    "Connections that wait to be accepted, for each TCP address; Linux only.",
    ["address"],
  ),
  requests: counter("landfall_worker_requests_total", "Requests that a worker has answered.", [
    "worker",
  ]),
  inFlight: gauge(
    "landfall_worker_requests_in_flight",
    "Requests of a worker whose answer is not complete.",
    ["worker"],
  ),
  connections: gauge("landfall_worker_connections", "Open connections of a worker.", ["worker"]),
  memory: gauge("landfall_worker_resident_memory_bytes", "Resident memory of a worker.", [
    "worker",
  ]),
  heap: gauge("landfall_worker_heap_used_bytes", "What a worker uses of V8's heap.", ["worker"]),
  cpu: counter("landfall_worker_cpu_seconds_total", "Processor time of a worker.", [
    "worker",
    "mode",
  ]),
  loopDelayMean: gauge(
    "landfall_worker_event_loop_delay_mean_seconds",
    "By how much a worker's event loop came late in the last second, on average.",
    ["worker"],
  ),
  loopDelayP99: gauge(
    "landfall_worker_event_loop_delay_p99_seconds",
    "The same for all but one of a hundred looks.",
    ["worker"],
  ),
  loopDelayMax: gauge("landfall_worker_event_loop_delay_max_seconds", "The same at its worst.", [
    "worker",
  ]),
  loopUtilization: gauge(
    "landfall_worker_event_loop_utilization",
    "Share of the last second in which a worker's event loop was busy, 0 to 1.",
    ["worker"],
  ),
  masterMemory: gauge("landfall_master_resident_memory_bytes", "Resident memory of the master."),
  masterCpu: counter("landfall_master_cpu_seconds_total", "Processor time of the master.", [
    "mode",
  ]),
};

function gauge(name: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { name, type: "gauge", labels, help };
}

function counter(name: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { name, type: "counter", labels, help };
}
