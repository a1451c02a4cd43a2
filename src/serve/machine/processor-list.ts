/** Lists of processors as the kernel writes them, `0-3,8`; see cpuset(7). */

/** Reads a list; what is no number in it is left out. */
export function parseProcessorList(text: string): readonly number[] {
  return text.split(",").flatMap((range) => {
    const match = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(range);
    if (match === null) return [];
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  });
}
