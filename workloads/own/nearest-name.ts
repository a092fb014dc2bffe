/**
 * The name that somebody who wrote another one most likely meant: the one with the fewest letters to change, put in,
 * leave out or swap with their neighbour (Damerau 1964), if those are few for its length.
 */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(written.length / 3));
  let nearest: string | undefined;
  let fewest = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - written.length) >= fewest) continue;
    const changes = changesBetween(written.toLowerCase(), name.toLowerCase());
    if (changes < fewest) [nearest, fewest] = [name, changes];
  }
  return nearest;
}

function changesBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let changes = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        changes = Math.min(changes, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(changes);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
