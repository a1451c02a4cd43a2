/** A few tasks at a time. */

/** Runs `task` for every item, `width` at once; outcomes in the order of the items. */
export async function inParallel<Item, Outcome>(
  items: readonly Item[],
  width: number,
  task: (item: Item) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) outcomes[index] = await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
  return outcomes;
}
