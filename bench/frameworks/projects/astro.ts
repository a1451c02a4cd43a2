/** Astro with its adapter for Node, as a server of its own. */

import { echoSource, type Project, streamSource } from "../project.ts";

export const astro: Project = {
  name: "astro",
  title: "Astro, @astrojs/node, standalone",
  package: "astro",
  dependencies: { "@astrojs/node": "^11.1.6", astro: "^7.3.5" },
  files: {
    "astro.config.mjs": `import node from "@astrojs/node";
import { defineConfig } from "astro/config";
export default defineConfig({ output: "server", adapter: node({ mode: "standalone" }) });
`,
    "src/pages/index.astro": "<p>{`hello from ${process.pid}`}</p>\n",
    "src/pages/echo.js": `${echoSource}export const POST = ({ request }) => echoed(request);\n`,
    "src/pages/stream.js": `${streamSource}export const GET = () => streamed();\n`,
  },
  build: ["astro", "build"],
  folder: ".",
  app: "dist/server/entry.mjs",
};
