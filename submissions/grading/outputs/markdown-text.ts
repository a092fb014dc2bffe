import { oneLine } from './one-line.ts';

/** Text of unknown origin within a line of Markdown or a cell of a table: shown as it is, and never taken for markup. */
export function markdownText(text: string): string {
  return oneLine(text)
    .trim()
    .replaceAll(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign)
    .replaceAll(/[\\`*_{}[\]#|~!]/g, '\\$&')
    .replaceAll(/:\/\/|www\.|@/g, (link) => `${link.slice(0, -1)}&#${link.charCodeAt(link.length - 1)};`)
    .replace(/^([-+=]|\d+[.)](?=\s|$))/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** A table; cells are Markdown already. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map((_, index) => (numbers.includes(index) ? '---:' : '---'))),
    ...rows.map(line),
    '',
  ].join('\n');
}
