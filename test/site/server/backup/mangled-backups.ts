import { readFile, writeFile } from 'node:fs/promises';
import { readBackup, withDigests, writeEntries } from './backup-entries.ts';
import type { BackupEntry } from './backup-entries.ts';
import { sampleId } from './sample-intake.ts';

/** Makes a bad backup of a good one. */
export type Mangle = (good: string, bad: string) => Promise<void>;

/** With other entries, and digests that are not theirs. */
function clumsily(edit: (entries: readonly BackupEntry[]) => readonly BackupEntry[]): Mangle {
  return async (good, bad) => writeEntries(bad, edit(await readBackup(good)));
}

/** With other entries, and digests that are right again. */
function cleverly(edit: (entries: readonly BackupEntry[]) => readonly BackupEntry[]): Mangle {
  return clumsily((entries) => withDigests(edit(entries)));
}

function change(name: string, edit: (text: string) => string): (entries: readonly BackupEntry[]) => BackupEntry[] {
  return (entries) => entries.map((entry) => (entry.name === name ? { ...entry, text: edit(entry.text) } : entry));
}

function more(name: string, type?: BackupEntry['type']): Mangle {
  const entry = type === undefined ? { name, text: 'x' } : { name, text: '', type };
  return cleverly((entries) => [...entries, entry]);
}

function cut(share: number): Mangle {
  return async (good, bad) => {
    const bytes = await readFile(good);
    await writeFile(bad, bytes.subarray(0, Math.floor(bytes.length * share)));
  };
}

const tokens = 'tables/tokens.jsonl';
const submissions = 'tables/submissions.jsonl';
const audit = 'tables/audit.jsonl';
const newer = sampleId('newer');

/** What it is, how it comes about, and what is told of it. */
export const mangledBackups: readonly (readonly [string, Mangle, RegExp])[] = [
  ['is absent', () => Promise.resolve(), /backup\.unreadable: .*no such file/],
  ['is empty', (_good, bad) => writeFile(bad, ''), /backup\.unreadable/],
  ['is no archive', (_good, bad) => writeFile(bad, 'Dear reader'), /backup\.unreadable: .*incorrect header/],
  ['is cut in the middle', cut(0.5), /backup\.unreadable: .*unexpected end/],
  ['is cut near its end', cut(0.999), /backup\.unreadable: .*unexpected end/],
  ['lacks its digests', clumsily((entries) => entries.slice(0, -1)), /backup\.unreadable: .*lacks its end/],
  ['has no entries', clumsily(() => []), /backup\.unreadable: .*lacks its end/],
  [
    'was changed in one place',
    clumsily(change(`submissions/${newer}/check-1/check.json`, (text) => text.replace('1', '2'))),
    /backup\.unreadable: .*digests/,
  ],
  ['lacks a file', clumsily((entries) => entries.filter(({ name }) => !name.endsWith('/archive'))), /: .*digests/],
  [
    'goes on behind its end',
    clumsily((entries) => [...entries, { name: `submissions/${newer}/check-9/a`, text: '' }]),
    /backup\.unreadable: .*behind its end/,
  ],
  [
    'is an archive of something else',
    (_good, bad) => writeEntries(bad, [{ name: 'letter.txt', text: 'Dear reader' }]),
    /backup\.unreadable: .*letter\.txt where backup\.json belongs/,
  ],
  ['names a file above its folder', more('../../evil'), /backup\.unreadable: .*it holds \.\.\/\.\.\/evil/],
  ['names a file of the system', more('/etc/evil'), /backup\.unreadable: .*it holds \/etc\/evil/],
  ['climbs out of a submission', more(`submissions/${newer}/../../evil`), /backup\.unreadable: .*it holds/],
  ['climbs out of a check', more(`submissions/${newer}/check-1/..`), /backup\.unreadable: .*it holds/],
  ['has a link', more(`submissions/${newer}/check-1/link`, 'symlink'), /backup\.unreadable: .*no file/],
  ['has a folder', more('submissions/', 'directory'), /backup\.unreadable: .*no file/],
  ['has a file twice', more(`submissions/${newer}/archive`), /backup\.unreadable: .*twice/],
  [
    'has its tables in another place',
    cleverly(([first, ...rest]) => [...(first ? [first] : []), ...rest.reverse()]),
    /belongs/,
  ],
  ['is of another program', cleverly(change('backup.json', () => '{"format": "zip"}')), /backup\.unreadable/],
  ['has a head that is no JSON', cleverly(change('backup.json', () => 'x')), /backup\.unreadable: .*no JSON/],
  ['has an endless head', cleverly(change('backup.json', () => ' '.repeat(100_000))), /backup\.unreadable: .*too long/],
  [
    'is of another version',
    cleverly(change('backup.json', (text) => text.replace('"version":1', '"version":2'))),
    /backup\.unreadable: .*another version/,
  ],
  [
    'is of a later database',
    cleverly(change('backup.json', (text) => text.replace(/"migration":"\d+/, '"migration":"9999'))),
    /database\.newer: .*9999/,
  ],
  [
    'has a row that is no JSON',
    cleverly(change(tokens, (text) => text.replace('{', ''))),
    /backup\.unreadable: .*tokens\.jsonl: line 1/,
  ],
  [
    'has a row that is none',
    cleverly(change(audit, (text) => `${text}[]\n`)),
    /backup\.unreadable: .*line 11 is no row/,
  ],
  [
    'has a column that is none',
    cleverly(change(audit, (text) => text.replaceAll('"detail"', '"x\\"; drop table audit; --"'))),
    /backup\.unreadable: .*no column/,
  ],
  [
    'has an id that is a path',
    cleverly(change(submissions, (text) => text.replaceAll(newer, '../../../evil'))),
    /backup\.unreadable: .*submissions\.jsonl: an id/,
  ],
  [
    'has a state that is none',
    cleverly(change(submissions, (text) => text.replace('"accepted"', '"crowned"'))),
    /backup\.unreadable: .*submissions\.jsonl: /,
  ],
  [
    'speaks of somebody unknown',
    cleverly(change(tokens, (text) => text.replace('acme0001', 'acme0002'))),
    /backup\.unreadable: .*submissions\.jsonl: /,
  ],
  [
    'has a line of the log twice',
    cleverly(change(audit, (text) => `${text}${text.slice(0, text.indexOf('\n') + 1)}`)),
    /backup\.unreadable: .*audit\.jsonl: /,
  ],
];
