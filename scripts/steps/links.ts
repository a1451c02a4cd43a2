/** Links between our pages lead somewhere, and commands in them exist. */
import path from "node:path";

/** Pages by their path in the project. */
export type Pages = Readonly<Record<string, string>>;

/** What a page may refer to. */
export interface Surroundings {
  readonly exists: (file: string) => boolean;
  readonly scripts: readonly string[];
}

/** Reports each dead link, anchor and npm script as `page:line message`. */
export function checkPages(pages: Pages, surroundings: Surroundings): string[] {
  return Object.entries(pages).flatMap(([page, text]) => [
    ...linksOf(text).flatMap(({ target, line }) => {
      const problem = linkProblem(page, target, pages, surroundings);
      return problem === undefined ? [] : [`${page}:${line} ${problem}`];
    }),
    ...commandsOf(text)
      .filter(({ script }) => !surroundings.scripts.includes(script))
      .map(({ script, line }) => `${page}:${line} there is no npm script "${script}"`),
  ]);
}

/** A heading's anchor, as forges make it. */
export function toAnchor(heading: string): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "");
  return plain
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function linkProblem(page: string, target: string, pages: Pages, { exists }: Surroundings) {
  if (/^[a-z][a-z0-9+.-]*:/.test(target)) return undefined;
  const [file = "", anchor] = target.split("#");
  const destination = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
  if (!exists(destination)) return `dead link: ${target}`;
  const text = pages[destination];
  if (anchor === undefined || text === undefined) return undefined;
  return anchorsOf(text).includes(anchor) ? undefined : `no such heading: ${target}`;
}

function linksOf(text: string): { target: string; line: number }[] {
  return withoutCode(text)
    .split("\n")
    .flatMap((content, index) =>
      [...content.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, target = ""]) => ({
        target,
        line: index + 1,
      })),
    );
}

function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const anchor = toAnchor(heading);
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

function commandsOf(text: string): { script: string; line: number }[] {
  return text
    .split("\n")
    .flatMap((content, index) =>
      [...content.matchAll(/\bnpm (?:(start|test)\b|run ([a-z][\w:-]*))/g)].map(
        ([, lifecycle, script]) => ({ script: lifecycle ?? script ?? "", line: index + 1 }),
      ),
    );
}

/** Code keeps its lines, so that line numbers stay true. */
function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, "");
}

function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ""));
}
