import { open } from 'node:fs/promises';
import { getFileNameLowLevel, openPromise } from 'yauzl';
import type { Entry } from 'yauzl';

const mostEntries = 100_000;

/**
 * The names at the top of a .zip file, of what is in its only folder where there is one; null where it is no .zip that
 * can be listed.
 */
export async function topNamesOfZip(file: string): Promise<string[] | null> {
  if (!(await isZip(file))) return null;
  const names = await entryNames(file).catch(() => null);
  if (names === null) return null;
  const paths = names.map((name) =>
    name
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== ''),
  );
  const tops = new Set(paths.flatMap(([top]) => top ?? []));
  if (tops.size !== 1) return [...tops];
  const below = new Set(paths.flatMap(([, second]) => second ?? []));
  const [only] = tops;
  return below.size === 0 || only?.includes('_assignsubmission_') === true ? [...tops] : [...below];
}

async function isZip(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return false;
  try {
    const head = Buffer.alloc(4);
    await handle.read(head, 0, 4, 0);
    return head.toString('latin1', 0, 2) === 'PK';
  } finally {
    await handle.close();
  }
}

async function entryNames(file: string): Promise<string[]> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: true, decodeStrings: false });
  if (zip.entryCount > mostEntries) {
    zip.close();
    return [];
  }
  return new Promise((resolve, reject) => {
    const names: string[] = [];
    zip.on('entry', (entry: Entry) => {
      names.push(getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true));
      zip.readEntry();
    });
    zip.once('end', () => {
      resolve(names);
    });
    zip.once('error', reject);
    zip.readEntry();
  });
}
