import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The files that a check leaves, by what they are. */
export const checkFiles = {
  /** The document of `check --json`. */
  json: 'check.json',
  html: 'report.html',
  markdown: 'report.md',
  sarif: 'findings.sarif',
  /** A results file, as `import` makes it: what is published. */
  results: 'results.json',
} as const;
export type CheckFile = keyof typeof checkFiles;

/** What an upload that is not whole is called. */
export const uploadPattern = /^[0-9a-f-]{36}\.part$/;

/**
 * Where the intake keeps what is no row of its database. Names are made of ids that the server gave, never of anything
 * that was sent.
 */
export class IntakeFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  get directory(): string {
    return this.#root;
  }

  /** Says which database the folder belongs to: see `bindDataFolder`. */
  get dataId(): string {
    return join(this.#root, 'data-id');
  }

  /** Of the embedded database. */
  get database(): string {
    return join(this.#root, 'database');
  }

  /** The published leaderboard. */
  get site(): string {
    return join(this.#root, 'site');
  }

  /** Uploads that are not whole yet, and what is worked on; what an earlier process left there may go. */
  get uploads(): string {
    return join(this.#root, 'uploads');
  }

  get submissions(): string {
    return join(this.#root, 'submissions');
  }

  /** Submissions that the database does not know, put aside. */
  get unknown(): string {
    return join(this.#root, 'unknown');
  }

  archive(id: string): string {
    return join(this.submissions, id, 'archive');
  }

  /** The folder of a check, by its number from 1; it is there when the check is done. */
  check(id: string, number: number): string {
    return join(this.submissions, id, `check-${number}`);
  }

  checkFile(id: string, number: number, file: CheckFile): string {
    return join(this.check(id, number), checkFiles[file]);
  }

  /** Makes the folders that are wanted from the start, for nobody else to read. */
  async prepare(): Promise<void> {
    for (const folder of [this.uploads, this.submissions]) await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  /** A file name for an upload that begins. */
  newUpload(): string {
    return join(this.uploads, `${randomUUID()}.part`);
  }

  /** Makes a whole upload the archive of a submission, and has it on the disk before this returns. */
  async keep(upload: string, id: string): Promise<void> {
    await syncFile(upload);
    const folder = join(this.submissions, id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(upload, this.archive(id));
    await syncFile(folder);
  }

  /** Removes an upload that came to nothing; harmless where there is none. */
  async discard(upload: string): Promise<void> {
    await rm(upload, { force: true });
  }

  /** Removes the archive and all checks of a submission that was never recorded. */
  async forget(id: string): Promise<void> {
    await rm(join(this.submissions, id), { recursive: true, force: true });
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
