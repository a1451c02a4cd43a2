/** Parts of a page that a bench writes, between marks that name its command; everything around them is written by hand. */

const end = "<!-- end -->";

/** The mark before the part that `npm run bench -- COMMAND` writes. */
export function beginMark(command: string): string {
  return `<!-- written by \`npm run bench -- ${command}\` -->`;
}

/** The page with new content between the marks of a command; throws when it has no such marks. Pure. */
export function replaceBlock(page: string, command: string, content: string): string {
  const mark = beginMark(command);
  const begin = page.indexOf(mark);
  const finish = page.indexOf(end, begin);
  if (begin === -1 || finish === -1) throw new Error(`the page has no block ${mark} … ${end}`);
  return `${page.slice(0, begin + mark.length)}\n\n${content.trim()}\n\n${page.slice(finish)}`;
}
