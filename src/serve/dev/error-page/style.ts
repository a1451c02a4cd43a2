/** How the error page looks, by day and by night. */

/** One style sheet, without anything that is fetched. */
export const pageStyle: string = `
:root { color-scheme: light dark; --ink: #1d2230; --quiet: #667085; --paper: #f6f7f9; --card: #fff; --line: #e2e5ec;
  --red: #c4232f; --wash: #fdecee; --edge: #e5484d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ee; --quiet: #98a0b3; --paper: #12141a; --card: #1a1d26; --line: #2b303d;
    --red: #ff8a8f; --wash: #3a1d22; --edge: #e5484d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
h1 { margin: .25rem 0 .75rem; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; white-space: pre-wrap; }
h2 { margin: 0; padding: 1rem 1.25rem .25rem; font-size: 1.1rem; overflow-wrap: anywhere; white-space: pre-wrap; }
h2 span, .kind span { color: var(--red); font-weight: 600; }
.kind { margin: 0; color: var(--quiet); overflow-wrap: anywhere; }
.hint { margin: 0 0 1rem; padding: .5rem .9rem; border-left: 3px solid var(--edge); background: var(--wash); border-radius: 4px; }
.actions { color: var(--quiet); font-size: .9rem; }
button { margin-right: .75rem; padding: .35rem .9rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card);
  color: inherit; font: inherit; cursor: pointer; }
button:hover, button:focus-visible { border-color: var(--edge); }
section { margin: 1rem 0; border: 1px solid var(--line); border-radius: 10px; background: var(--card); overflow: hidden; }
.frames { margin: 0; padding: 0; list-style: none; }
.frames li + li { border-top: 1px solid var(--line); }
.frames li.foreign { padding: .35rem 1.25rem; color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; }
.frames li.others summary { color: var(--quiet); font-size: .85rem; }
.frames li.own:not(:has(details)), summary { padding: .6rem 1.25rem; overflow-wrap: anywhere; }
summary { cursor: pointer; }
pre { margin: 0; padding: .5rem 0; overflow-x: auto; border-top: 1px solid var(--line); background: var(--paper); line-height: 1.55; tab-size: 2; }
pre span { display: block; padding-right: 1.25rem; border-left: 3px solid transparent; min-width: max-content; }
pre i { display: inline-block; width: 3.5rem; padding-right: 1rem; color: var(--quiet); font-style: normal; text-align: right; user-select: none; }
pre .here { background: var(--wash); border-left-color: var(--edge); font-weight: 600; }
table { width: 100%; border-collapse: collapse; font-size: .85rem; }
th, td { padding: .3rem 1.25rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 30%; font-weight: 500; color: var(--quiet); }
footer { padding-bottom: 3rem; color: var(--quiet); font-size: .85rem; }
`;
