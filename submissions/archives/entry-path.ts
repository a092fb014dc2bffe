import { failure } from '../../harness/errors.ts';

const longestPath = 1024;
const longestPart = 255;
const mostParts = 32;

/**
 * The path of an entry within the target folder, with `/` between its parts; `''` for the folder itself.
 * @throws BenchError archive.path where it could lead out of the folder or is no name that every system can hold
 */
export function entryPath(archive: string, name: string): string {
  const fail = (problem: string): Error =>
    failure('archive.path', { archive, entry: JSON.stringify(name.slice(0, 200)), problem });
  const plain = name.replaceAll('\\', '/');
  if (/\p{Cc}/u.test(plain)) throw fail('it holds control characters');
  if (plain.startsWith('/') || /^[a-zA-Z]:/.test(plain)) throw fail('it is absolute');
  const parts = plain.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw fail('it goes up with ..');
  if (plain.length > longestPath || parts.length > mostParts) throw fail('it is too long');
  if (parts.some((part) => Buffer.byteLength(part) > longestPart)) throw fail('a part of it is too long');
  return parts.join('/');
}
