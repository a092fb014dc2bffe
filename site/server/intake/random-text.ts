import { randomInt } from 'node:crypto';

export const lowerCaseAndDigits = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const lettersAndDigits = `${lowerCaseAndDigits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** Characters that nobody can guess. */
export function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
