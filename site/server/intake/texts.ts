import { failure } from '../../../harness/errors.ts';
import { keepable } from '../records/json.ts';

/**
 * What somebody wrote, without white space around it.
 * @param name of the field, for the error
 * @param most characters
 * @throws BenchError request.invalid when nothing is left, or there is more
 */
export function plainText(name: string, text: string, most: number): string {
  const plain = keepable(text).trim();
  if (plain === '') throw failure('request.invalid', { problem: `${name} is empty` });
  if (plain.length > most) throw failure('request.invalid', { problem: `${name} is longer than ${most} characters` });
  return plain;
}

const fileNameMost = 255;

/** A file name as its sender gave it, for people to read: without its folders, control and direction characters. */
export function shownFileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const plain = keepable(last.slice(0, 4 * fileNameMost))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  return plain === '' ? 'archive' : Array.from(plain).slice(0, fileNameMost).join('');
}
