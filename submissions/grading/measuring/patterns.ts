/**
 * Whether a path within a hand-in is one that a rubric's pattern means: `*` stands for anything but a slash, `?` for one
 * character, `**` between slashes for any folders. A pattern without a slash is met in every folder. Capitals and ways to
 * write accents do not matter: students' systems differ there.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  const parts = plain(path).split('/');
  if (!pattern.includes('/')) return matchesPart(parts.at(-1) ?? '', plain(pattern));
  return matchesParts(parts, plain(pattern).split('/'));
}

function matchesParts(parts: readonly string[], patterns: readonly string[]): boolean {
  const [pattern, ...others] = patterns;
  if (pattern === undefined) return parts.length === 0;
  if (pattern === '**') return parts.some((_, start) => matchesParts(parts.slice(start), others));
  const [part, ...rest] = parts;
  return part !== undefined && matchesPart(part, pattern) && matchesParts(rest, others);
}

/** Goes back to the last `*` alone where something does not fit: names made to be slow are not. */
function matchesPart(part: string, pattern: string): boolean {
  const [text, wanted] = [Array.from(part), Array.from(pattern)];
  let [at, next] = [0, 0];
  let [star, taken] = [-1, 0];
  while (at < text.length) {
    if (wanted[next] === '*') {
      [star, taken] = [next, at];
      next++;
    } else if (wanted[next] === '?' || wanted[next] === text[at]) {
      at++;
      next++;
    } else if (star >= 0) {
      taken++;
      [at, next] = [taken, star + 1];
    } else return false;
  }
  return wanted.slice(next).every((character) => character === '*');
}

function plain(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
