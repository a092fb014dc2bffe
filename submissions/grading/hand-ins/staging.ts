import { copyFile, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTree } from '../../archives/open-tree.ts';

/** A file of a hand-in that came in several. */
export interface StagedFile {
  readonly path: string;
  /** What the student called it. */
  readonly name: string;
}

/** A folder for what has to be unpacked or put together before it can be looked at. */
export class Staging {
  readonly #open: (() => Promise<void>)[] = [];
  #folder: string | undefined;
  #count = 0;

  /**
   * Unpacks an export.
   * @param name what to call it in messages
   * @returns the folder
   * @throws BenchError archive.*
   */
  async unpack(archive: string, name: string): Promise<string> {
    const { tree, close } = await openTree(archive, { name });
    this.#open.push(close);
    // What is unpacked lies on the disk.
    return tree.directory ?? archive;
  }

  /** Puts files into one folder; of those that are called alike the later ones keep the names they were found by. */
  async together(files: readonly StagedFile[]): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'boardbench-hand-ins-'));
    const folder = join(this.#folder, String(this.#count++));
    await mkdir(folder);
    const taken = new Set<string>();
    for (const { path, name } of files) {
      const key = name.normalize('NFC').toLowerCase();
      const target = join(folder, taken.has(key) ? `${taken.size}-${name}` : name);
      taken.add(key);
      // Of most systems this takes no time and no room.
      await link(path, target).catch(() => copyFile(path, target));
    }
    return folder;
  }

  async close(): Promise<void> {
    for (const close of this.#open.splice(0)) await close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}
