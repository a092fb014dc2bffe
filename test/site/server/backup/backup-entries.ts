import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { digestLine, digestsName } from '../../../../site/server/backup/backup-format.ts';

export interface BackupEntry {
  readonly name: string;
  readonly text: string;
  readonly type?: Header['type'];
}

/** The entries of a backup, bytes as latin1. */
export async function readBackup(path: string): Promise<readonly BackupEntry[]> {
  const entries = extract();
  entries.end(gunzipSync(await readFile(path)));
  const found: BackupEntry[] = [];
  for await (const entry of entries)
    found.push({ name: entry.header.name, text: (await buffer(entry)).toString('latin1') });
  return found;
}

/** Writes entries as they are. */
export async function writeEntries(path: string, entries: readonly BackupEntry[]): Promise<void> {
  const packing = pack();
  for (const { name, text, type = 'file' } of entries) {
    if (type === 'file') packing.entry({ name, type }, Buffer.from(text, 'latin1'));
    else packing.entry({ name, type, linkname: '/etc/passwd' });
  }
  packing.finalize();
  await writeFile(path, gzipSync(await buffer(packing)));
}

/** The entries, with digests that fit them: as somebody makes them who knows how. */
export function withDigests(entries: readonly BackupEntry[]): readonly BackupEntry[] {
  const before = entries.filter(({ name }) => name !== digestsName);
  const lines = before.map(({ name, text }) => {
    const bytes = Buffer.from(text, 'latin1');
    return digestLine(name, bytes.length, createHash('sha256').update(bytes).digest('hex'));
  });
  return [...before, { name: digestsName, text: Buffer.from(lines.join('')).toString('latin1') }];
}
