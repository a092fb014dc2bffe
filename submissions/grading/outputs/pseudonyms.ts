import { createHmac } from 'node:crypto';
import { csvText } from '../../csv-text.ts';
import type { Student } from '../hand-ins/hand-in.ts';
import { adjectives, animals } from './pseudonym-words.ts';
import { oneLine } from './one-line.ts';

/** The least length of a key, bytes: whoever guesses it resolves every pseudonym. */
export const keyBytes = 32;

/**
 * A pseudonym for each id, `Brisk Otter 4821`: words and number come from HMAC-SHA-256 of the id under a key, so that it
 * stays from run to run and from assignment to assignment, whoever joins, and nobody without the key can tell whose it is.
 * Of 300 students two have the same in one of two thousand classes; then the one with the greater HMAC has more digits.
 * @param key of `keyBytes` bytes or more
 */
export function pseudonyms(key: Uint8Array, ids: readonly string[]): Map<string, string> {
  if (key.length < keyBytes) throw new RangeError(`a key has ${keyBytes} bytes or more, and this one ${key.length}`);
  const marks = [...new Set(ids)]
    .map((id) => ({ id, mac: createHmac('sha256', key).update(id.normalize('NFC')).update('\0').update(id).digest() }))
    .sort((a, b) => a.mac.compare(b.mac));
  const taken = new Set<string>();
  const found = new Map<string, string>();
  for (const { id, mac } of marks) {
    let digits = 4;
    let name = pseudonymOf(mac, digits);
    while (taken.has(name)) name = pseudonymOf(mac, ++digits);
    taken.add(name);
    found.set(id, name);
  }
  return found;
}

function pseudonymOf(mac: Buffer, digits: number): string {
  const adjective = adjectives[mac.readUInt32BE(0) % adjectives.length] ?? '';
  const animal = animals[mac.readUInt32BE(4) % animals.length] ?? '';
  const least = 10n ** BigInt(digits - 1);
  return `${adjective} ${animal} ${least + (mac.readBigUInt64BE(8) % (9n * least))}`;
}

/** Who is who: for staff alone. */
export function pseudonymsCsv(students: readonly Student[], names: ReadonlyMap<string, string>): string {
  return csvText(
    ['pseudonym', 'id', 'student'],
    students.map(({ id, name }) => [names.get(id), oneLine(id), oneLine(name)]),
  );
}
