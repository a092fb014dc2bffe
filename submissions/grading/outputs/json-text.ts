/** What steers terminals or turns the direction of writing, and JSON leaves as it is. */
const steering = /[\u{7f}-\u{9f}\p{Cf}\u{2028}\u{2029}]/gu;

/** A document as the text of a file, safe to be shown in a terminal; reading it gives the same document. */
export function jsonText(document: unknown): string {
  const text = JSON.stringify(document, null, 1).replaceAll(steering, (sign) =>
    sign.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  return `${text}\n`;
}
