/** The longest text that tables and titles show, characters. */
export const longestText = 160;

/** What moves the cursor, turns the direction of writing, shows nothing at all, or is half a character. */
const troublesome = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

/** Within a name blanks of any kind are a blank. */
const blanks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** Characters of format that names of many languages need: the joiners, and the soft hyphen. */
const harmless = new Set(['\u200c', '\u200d', '\u00ad']);

/**
 * A text of unknown origin as something that can be shown within a line: control characters and marks of writing
 * direction are spelt out (`⟨U+202E⟩`), halves of characters too, and what is longer than `longest` is cut.
 */
export function plainText(text: string, longest = longestText): string {
  // No more than needed is looked at: a text may be a megabyte.
  const head = text.length > 4 * longest ? text.slice(0, 4 * longest) : text;
  const shown = head
    .replaceAll(blanks, ' ')
    .replaceAll(troublesome, (mark) => (harmless.has(mark) ? mark : codePoint(mark)))
    .trim();
  if (shown.length <= longest && head === text) return shown;
  // Never through the middle of a character that takes two places.
  return `${shown.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function codePoint(mark: string): string {
  return `⟨U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
