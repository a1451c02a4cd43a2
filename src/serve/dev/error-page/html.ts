/** The error page as HTML. Everything in it is escaped, and its policy lets nothing run but our own script. */

import type { ErrorFacts, ErrorLink, Frame } from "./facts.ts";
import { pageStyle } from "./style.ts";

/** What the page tells besides the error. */
export interface PageFacts extends ErrorFacts {
  readonly requestId: string;
  /** `GET /orders` */
  readonly request: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly environment: readonly (readonly [string, string])[];
  /** The URL of the page's script. */
  readonly script: string;
  /** For the one style sheet. */
  readonly nonce: string;
}

/** The whole document. */
export function formatPage(facts: PageFacts): string {
  const [first] = facts.links;
  const title = first?.message ?? "Error";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(shorten(title))}</title>
<style nonce="${facts.nonce}">${pageStyle}</style>
<script src="${escape(facts.script)}" data-page="error" defer></script>
</head>
<body>
<header>
<p class="kind"><span>${escape(first?.name || "Error")}</span> <code>${escape(facts.request)}</code></p>
<h1>${escape(title)}</h1>
${facts.hint === undefined ? "" : `<p class="hint">${escape(facts.hint)}</p>`}
<p class="actions"><button type="button" id="copy">Copy</button> <span id="state">The page comes back by itself when this is mended.</span></p>
</header>
<main>
${facts.links.map(formatLink).join("\n")}
${formatTable("Request headers", facts.headers)}
${formatTable("Environment", facts.environment)}
</main>
<footer>Shown by <code>landfall dev</code> only · request <code>${escape(facts.requestId)}</code></footer>
<template id="text">${escape(formatText(facts))}</template>
</body>
</html>
`;
}

/** The same as text, for terminals and for the button that copies. */
export function formatText({ links, hint }: ErrorFacts): string {
  const stacks = links.map(({ stack, message }) => (stack === "" ? message : stack));
  const [first = "", ...causes] = stacks;
  return [
    first,
    ...causes.map((stack) => `Caused by: ${stack}`),
    ...(hint ? [`Hint: ${hint}`] : []),
    "",
  ].join("\n");
}

function formatLink(link: ErrorLink, index: number): string {
  const first = link.frames.find(({ isOwn, source }) => isOwn && source.length > 0);
  const frames = groupFrames(link.frames).map((group) => {
    const items = group.map((frame) => formatFrame(frame, frame === first)).join("");
    const isLong = group[0]?.isOwn === false && group.length > 1;
    return isLong ? fold(`${group.length} frames of other code`, items) : items;
  });
  const heading =
    index === 0
      ? ""
      : `<h2><span>Caused by ${escape(link.name || "Error")}</span> ${escape(link.message)}</h2>`;
  return `<section>${heading}<ol class="frames">${frames.join("")}</ol></section>`;
}

/** Frames that are not ours stand together, and out of the way. */
function groupFrames(frames: readonly Frame[]): readonly (readonly Frame[])[] {
  const groups: Frame[][] = [];
  for (const frame of frames) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.isOwn === frame.isOwn) last.push(frame);
    else groups.push([frame]);
  }
  return groups;
}

function fold(title: string, items: string): string {
  return `<li class="others"><details><summary>${title}</summary><ol class="frames">${items}</ol></details></li>`;
}

function formatFrame({ name, place, source, line, isOwn }: Frame, isOpen: boolean): string {
  const label = `${name === "" ? "" : `<b>${escape(name)}</b> `}<code>${escape(place)}</code>`;
  if (source.length === 0) return `<li class="${isOwn ? "own" : "foreign"}">${label}</li>`;
  const lines = source.map(({ number, text }) => {
    const marked = number === line ? ' class="here"' : "";
    return `<span${marked}><i>${number}</i>${escape(text)}\n</span>`;
  });
  return `<li class="own"><details${isOpen ? " open" : ""}><summary>${label}</summary><pre>${lines.join("")}</pre></details></li>`;
}

function formatTable(title: string, rows: readonly (readonly [string, string])[]): string {
  const cells = rows.map(
    ([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`,
  );
  if (cells.length === 0) return "";
  return `<section><details><summary>${title}</summary><table>${cells.join("")}</table></details></section>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Also makes characters visible that would turn the direction of the line around. */
function escape(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
}

function shorten(title: string): string {
  return title.length <= 120 ? title : `${title.slice(0, 119)}…`;
}
