/** Planted dead links, anchors and commands. */
import { expect, test } from "vitest";
import { checkPages, toAnchor } from "../../scripts/steps/links.ts";

const scripts = ["start", "test", "bench"];
const exists = (file: string): boolean => ["README.md", "docs/a.md", "docs"].includes(file);

test("links to files, headings and the web are accepted, code is not read as a link", () => {
  const pages = {
    "README.md":
      "# A\n\n[a](docs/a.md#the-life-of-a-reload) [web](https://example.org/x) [here](#a)\n`[x](y)`\n```\n[x](y)\n```\n",
    "docs/a.md": "# A\n\n## The life of a `reload`\n\n[up](../README.md) [docs](../docs)\n",
  };
  expect(checkPages(pages, { exists, scripts })).toEqual([]);
});

test("a dead link and a dead anchor are reported with their line", () => {
  const pages = { "docs/a.md": "# A\n\n[b](b.md)\n[c](#nowhere)\n[d](../README.md)\n" };
  expect(checkPages(pages, { exists, scripts })).toEqual([
    "docs/a.md:3 dead link: b.md",
    "docs/a.md:4 no such heading: #nowhere",
  ]);
});

test("a command that is no npm script is reported, also in a code block", () => {
  const pages = {
    "README.md": "Run `npm test`.\n```sh\nnpm run bench -- reload\nnpm run brew\n```\n",
  };
  expect(checkPages(pages, { exists, scripts })).toEqual([
    'README.md:4 there is no npm script "brew"',
  ]);
});

test("a heading becomes its anchor", () => {
  expect(toAnchor("How to add a *server adapter*, `node`")).toBe(
    "how-to-add-a-server-adapter-node",
  );
});
