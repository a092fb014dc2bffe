import { open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file of a site that is open, so that what is sent is of one version even if the folder is replaced meanwhile. */
export interface StaticFile {
  /** Whoever takes it closes it. */
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly type: string;
}

/**
 * Opens the file that the path of an address means; none where it leads out of the folder, through links too, or is
 * hidden.
 * @param address with its escapes; what follows `?` is ignored
 */
export async function openStaticFile(root: string, address: string): Promise<StaticFile | undefined> {
  try {
    const path = decodeURIComponent(address.replace(/[?#].*$/s, ''));
    const parts = path.split(/[/\\]/);
    if (!path.startsWith('/') || path.includes('\0') || parts.some((part) => part.startsWith('.'))) return undefined;
    const real = await realpath(join(root, path.endsWith('/') ? `${path}index.html` : path));
    if (!real.startsWith((await realpath(root)) + sep)) return undefined;
    const handle = await open(real, 'r');
    const about = await handle.stat();
    if (about.isFile()) {
      return { handle, bytes: about.size, mtimeMs: about.mtimeMs, type: types[extname(real)] ?? otherType };
    }
    await handle.close();
    return undefined;
  } catch {
    return undefined;
  }
}

const otherType = 'application/octet-stream';
