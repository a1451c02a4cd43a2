/** SvelteKit with its adapter for Node. */

import { echoSource, type Project, streamSource } from "../project.ts";

export const sveltekit: Project = {
  name: "sveltekit",
  title: "SvelteKit, adapter-node",
  package: "@sveltejs/kit",
  dependencies: {
    "@sveltejs/adapter-node": "^6.0.1",
    "@sveltejs/kit": "^3.2.0",
    "@sveltejs/vite-plugin-svelte": "^7.3.1",
    svelte: "^5.57.3",
    vite: "^8.3.8",
  },
  files: {
    "vite.config.js": `import { sveltekit } from "@sveltejs/kit/vite";
import adapter from "@sveltejs/adapter-node";
export default { plugins: [sveltekit({ adapter: adapter() })] };
`,
    "src/app.html": `<!doctype html><html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n`,
    "src/routes/+page.server.js": "export const load = () => ({ pid: process.pid });\n",
    "src/routes/+page.svelte":
      "<script>let { data } = $props();</script><p>{`hello from ${data.pid}`}</p>\n",
    "src/routes/echo/+server.js": `${echoSource}export const POST = ({ request }) => echoed(request);\n`,
    "src/routes/stream/+server.js": `${streamSource}export const GET = () => streamed();\n`,
  },
  build: ["vite", "build"],
  folder: ".",
  app: "build/index.js",
};
