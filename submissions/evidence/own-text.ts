/**
 * A copy of a text in Latin-1 that was cut out of a longer one. Without it a name of a few letters keeps the whole block
 * of a log in memory that it was found in.
 */
export function ownText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
