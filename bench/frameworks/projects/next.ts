/** Next with the App Router; `standalone` copies what the server needs beside it. */

import { echoSource, type Project, streamSource } from "../project.ts";

const dynamic = `export const dynamic = "force-dynamic";\n`;

export const next: Project = {
  name: "next",
  title: 'Next, `output: "standalone"`',
  package: "next",
  dependencies: { next: "^16.4.6", react: "^19.3.1", "react-dom": "^19.3.1" },
  files: {
    "next.config.mjs": `export default { output: "standalone", experimental: { cpus: 1 } };\n`,
    "app/layout.jsx": `export default ({ children }) => <html><body>{children}</body></html>;\n`,
    "app/page.jsx": `${dynamic}export default () => <p>{\`hello from \${process.pid}\`}</p>;\n`,
    "app/echo/route.js": `${dynamic}${echoSource}export const POST = echoed;\n`,
    "app/stream/route.js": `${dynamic}${streamSource}export const GET = streamed;\n`,
  },
  build: ["next", "build"],
  folder: ".next/standalone",
  app: "server.js",
};
