/** The onion around the handler. */
export { HealthProbe } from "./health-probe.ts";
export { createPipeline, type Layer, layers, type PipelineServices } from "./pipeline.ts";
