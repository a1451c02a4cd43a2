/** The pages as HTML. Hono's `html` escapes every value that is put into it. */

import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { assets, readAsset } from "./assets.ts";
import { type Complaints, type Draft, type Entry, limits } from "./entry.ts";
import type { WorkerFacts } from "./guestbook.ts";

/** A piece of HTML that is safe to send. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Everything the book's page shows. */
export interface BookPage {
  readonly entries: readonly Entry[];
  readonly older: number | undefined;
  readonly isNewest: boolean;
  readonly total: number;
  readonly worker: WorkerFacts;
  /** What was typed, and why it was not accepted. */
  readonly draft?: Draft;
  readonly complaints?: Complaints;
}

/** The book: the form, some entries, and the way to older ones. */
export function renderBook(page: BookPage): Html {
  return renderLayout({
    title: page.complaints ? "Not quite · Guestbook" : "Guestbook",
    main: html`<main class="book">
      <section class="sign" aria-labelledby="sign">
        <h2 id="sign">Sign the book</h2>
        ${renderForm(page)}
      </section>
      <section aria-labelledby="entries">
        <div class="heading">
          <h2 id="entries">${page.isNewest ? "Latest entries" : "Older entries"}</h2>
          <p class="muted">
            <span id="total" data-total="${page.total}">${countEntries(page.total)}</span>
            <span id="live" hidden></span>
          </p>
        </div>
        <p class="visually-hidden" id="news" role="status"></p>
        ${renderEntries(page)}
        <nav class="pager" aria-label="Pages">
          ${page.isNewest ? "" : html`<a href="/" rel="first">← Latest</a>`}
          ${page.older ? html`<a href="/?before=${page.older}" rel="next">Older →</a>` : ""}
        </nav>
      </section>
    </main>`,
    footer: renderFooter(page.worker),
  });
}

/** A page that only says what went wrong. */
export function renderProblem(message: string): Html {
  return renderLayout({
    title: message,
    main: html`<main class="problem">
      <p>${message}</p>
      <p><a href="/">Back to the book</a></p>
    </main>`,
    footer: "",
  });
}

interface Layout {
  readonly title: string;
  readonly main: Html;
  readonly footer: Html | "";
}

function renderLayout({ title, main, footer }: Layout): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="A guestbook that runs on Landfall." />
        <title>${title}</title>
        <link rel="icon" href="${assets.assetUrl("icon.svg")}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets.assetUrl("guestbook.css")}" />
        <script type="module" src="${assets.assetUrl("guestbook.js")}"></script>
      </head>
      <body>
        <header class="harbour">
          ${raw(readAsset("harbour.svg"))}
          <div>
            <h1><a href="/">Guestbook</a></h1>
            <p>You have made landfall. Leave a line for whoever comes ashore next.</p>
          </div>
        </header>
        ${main} ${footer}
      </body>
    </html>`;
}

function renderForm({ draft, complaints = {} }: BookPage): Html {
  const first = complaints.name ? "name" : "message";
  const attributes = (field: keyof Draft): Html =>
    raw(
      [
        `id="${field}" name="${field}" required maxlength="${limits[field]}"`,
        complaints[field] ? `aria-invalid="true" aria-describedby="${field}-complaint"` : "",
        complaints[field] && field === first ? "autofocus" : "",
      ].join(" "),
    );

  return html`<form method="post" action="/">
    <p>
      <label for="name">Name</label>
      <input ${attributes("name")} value="${draft?.name}" autocomplete="nickname" />
      ${renderComplaint("name", complaints)}
    </p>
    <p>
      <label for="message">Message</label>
      <textarea ${attributes("message")} rows="5">${draft?.message}</textarea>
      ${renderComplaint("message", complaints)}
    </p>
    <p class="submit">
      <button>Sign the book</button>
      <output class="muted" id="left" for="message"></output>
    </p>
  </form>`;
}

function renderComplaint(field: keyof Draft, complaints: Complaints): Html | "" {
  const complaint = complaints[field];
  if (!complaint) return "";
  return html`<strong class="complaint" id="${field}-complaint" role="alert">${complaint}</strong>`;
}

/** The template gives the page's script the same markup for entries that arrive later. */
function renderEntries({ entries, isNewest }: BookPage): Html {
  const blank = { id: 0, name: "", message: "", writtenAt: "" };
  const live = isNewest ? html`data-newest="${entries[0]?.id ?? 0}"` : "";
  return html`<ol class="entries" id="list" ${live}>
      ${entries.map(renderEntry)}
    </ol>
    ${
      entries.length === 0
        ? html`<p class="empty">The first page is still blank. It could be yours.</p>`
        : ""
    }
    <template id="entry">${renderEntry(blank)}</template>`;
}

function renderEntry({ id, name, message, writtenAt }: Entry): Html {
  return html`<li id="entry-${id}">
    <blockquote dir="auto">${message}</blockquote>
    <p><b dir="auto">${name}</b> <time datetime="${writtenAt}">${formatTime(writtenAt)}</time></p>
  </li>`;
}

function renderFooter({ worker, pid, generation }: WorkerFacts): Html {
  return html`<footer>
    <p>
      Answered by worker <b id="worker">${worker}</b>, pid <b id="pid">${pid}</b>, generation
      <b id="generation">${generation}</b>.
    </p>
    <nav aria-label="For developers">
      <a href="/api/entries">API</a> <a href="/healthz">Health</a>
      <a href="/slow?ms=3000">Slow answer</a> <a href="/throw">Error</a>
    </nav>
  </footer>`;
}

function countEntries(total: number): string {
  return total === 1 ? "1 entry" : `${total.toLocaleString("en")} entries`;
}

function formatTime(iso: string): string {
  if (iso === "") return "";
  const time = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${time.format(new Date(iso))} UTC`;
}
