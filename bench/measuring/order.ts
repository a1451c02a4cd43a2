/** Who is measured when: everybody once a round, in an order that turns, so that nobody is always first. Pure. */

/** Every item once a round; round 1 begins with the second item, and so on. */
export function interleave<Item>(
  items: readonly Item[],
  rounds: number,
): readonly { readonly round: number; readonly item: Item }[] {
  return Array.from({ length: rounds }, (_, round) =>
    items.map((_item, at) => ({ round, item: items[(at + round) % items.length] as Item })),
  ).flat();
}
