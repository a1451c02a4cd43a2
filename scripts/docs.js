/** `npm run docs [-- --check]`: writes what follows from the pages, and checks their links. */
import "./pinned-node.js";
import { root, say, stop } from "./steps/project.js";

const { checkExports, checkGenerated, checkLinks, writeExports, writeGenerated } =
  await import("./steps/pages.ts");
const isCheck = process.argv.includes("--check");

if (!isCheck && writeExports(root)) say("wrote package.json#exports");
if (!isCheck) for (const file of writeGenerated(root)) say(`wrote ${file}`);
const problems = [...checkLinks(root), ...checkExports(root), ...checkGenerated(root)];
for (const problem of problems) process.stdout.write(`${problem}\n`);
if (problems.length > 0) stop(`${problems.length} faults in the documents`, "see above", 1);
say("every link and command in the documents leads somewhere");
