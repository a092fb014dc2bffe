/**
 * Whether a path within a hand-in is one that a rubric's pattern means: `*` stands for anything but a slash, `**` for
 * anything, `?` for one character. A pattern without a slash is met in every folder. Capitals and ways to write accents
 * do not matter: students' systems differ there.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  const anywhere = pattern.includes('/') ? '' : '(?:.*/)?';
  const source = plain(pattern)
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${anywhere}${source}$`, 'su').test(plain(path));
}

function plain(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
