export function groupsBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The pairs in sets that hang together. */
export function linkedPairs<Item, Pair extends { readonly a: Item; readonly b: Item }>(
  pairs: readonly Pair[],
): Pair[][] {
  const leaders = new Map<Item, Item>();
  const leaderOf = (item: Item): Item => {
    let leader = item;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    // Makes the way short for the next who asks.
    if (leader !== item) leaders.set(item, leader);
    return leader;
  };
  for (const { a, b } of pairs) {
    const [first, second] = [leaderOf(a), leaderOf(b)];
    if (first !== second) leaders.set(first, second);
  }
  return [...groupsBy(pairs, ({ a }) => leaderOf(a)).values()];
}
