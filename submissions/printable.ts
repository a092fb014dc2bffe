/**
 * Without what would steer a terminal, or turn the direction of writing. U+200C and U+200D stay: names in Persian or
 * Sinhala, and signs of several parts, are not written without them.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
}
