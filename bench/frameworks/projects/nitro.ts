/** Nitro, which is also the server of a built Nuxt. */

import { type Project, streamSource } from "../project.ts";

export const nitro: Project = {
  name: "nitro",
  title: "Nitro, preset node-server",
  package: "nitropack",
  dependencies: { nitropack: "^2.13.6" },
  files: {
    "nitro.config.mjs": `export default { preset: "node-server", compatibilityDate: "2026-01-01" };\n`,
    "routes/index.mjs": "export default () => `<p>hello from ${process.pid}</p>`;\n",
    "routes/echo.post.mjs": `import { defineEventHandler, readRawBody } from "h3";
export default defineEventHandler(async (event) => ({ pid: process.pid, body: await readRawBody(event) }));
`,
    "routes/stream.mjs": `${streamSource}export default () => streamed();\n`,
  },
  build: ["nitropack", "build"],
  folder: ".output/server",
  app: "index.mjs",
};
