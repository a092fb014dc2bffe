import { printable } from '../../printable.ts';

/** Text of unknown origin in one line, without what steers terminals: what reads a file line by line agrees on it. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/[\t\n\v\f\r\u{85}\u{2028}\u{2029}]+/gu, ' '));
}
