/** The onion around the handler. */
export { createPipeline, type Layer, layers, type PipelineServices } from "./pipeline.ts";
