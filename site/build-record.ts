import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programVersion } from '../harness/program.ts';

/** The file that a build leaves for the next one; servers of the folder do not give it out. */
export const buildRecordName = '.build.json';

const format = 'boardbench-build';
const version = 1;

/** What a file was made of, and how long it is. */
export interface BuiltFile {
  /** A digest of all that the file depends on, and of the program that makes it. */
  readonly inputs: string;
  readonly bytes: number;
}

/** What a folder holds that was built before. */
export interface FormerBuild {
  readonly directory: string;
  readonly files: ReadonlyMap<string, BuiltFile>;
  /** When its last file was written; what was changed by hand since then is no longer what was built. */
  readonly writtenMs: number;
}

/** A digest of what a file depends on. */
export function inputsOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256').update(rendererDigest());
  for (const part of parts) hash.update(`\0${part.length}\0`).update(part);
  return hash.digest('base64url').slice(0, 22);
}

/** The text of the record of a build. */
export function buildRecordText(files: ReadonlyMap<string, BuiltFile>): string {
  const lines = [...files].map(([path, { inputs, bytes }]) => `${JSON.stringify(path)}:["${inputs}",${bytes}]`);
  return `{"format":"${format}","version":${version},"files":{\n${lines.join(',\n')}\n}}\n`;
}

/** What was built into a folder before; null where nothing is known of it. */
export async function readFormerBuild(directory: string): Promise<FormerBuild | null> {
  try {
    const file = join(directory, buildRecordName);
    const { mtimeMs } = await stat(file);
    const record: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isRecord(record)) return null;
    const files = Object.entries(record.files).map(([path, [inputs, bytes]]) => [path, { inputs, bytes }] as const);
    return { directory, files: new Map(files), writtenMs: mtimeMs };
  } catch {
    return null;
  }
}

interface StoredRecord {
  readonly files: Readonly<Record<string, readonly [inputs: string, bytes: number]>>;
}

function isRecord(value: unknown): value is StoredRecord {
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== format) return false;
  if (!('version' in value) || value.version !== version || !('files' in value)) return false;
  return (
    typeof value.files === 'object' &&
    value.files !== null &&
    Object.values(value.files).every(
      (file: unknown) => Array.isArray(file) && typeof file[0] === 'string' && typeof file[1] === 'number',
    )
  );
}

/** The folders whose sources decide how a page looks; in a checkout they change without a new version. */
const rendering = ['pages', 'data', 'app', '../submissions/rules', '../submissions/rounds'];

let digest: string | undefined;

/** A digest of the program as far as it renders. */
function rendererDigest(): string {
  digest ??= digestOfSources();
  return digest;
}

function digestOfSources(): string {
  const hash = createHash('sha256').update(programVersion);
  for (const name of rendering) {
    const folder = fileURLToPath(new URL(`./${name}/`, import.meta.url));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(file.slice(folder.length)).update(readFileSync(file));
  }
  for (const name of ['build.ts', 'build.js']) {
    try {
      hash.update(readFileSync(new URL(`./${name}`, import.meta.url)));
    } catch {
      // Only one of them is there: the source, or what was emitted of it.
    }
  }
  return hash.digest('base64url');
}
