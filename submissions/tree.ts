/** What lies at a path of a tree. */
export interface TreeEntry {
  /** From the root, with `/` between, no `/` in front. */
  readonly path: string;
  /** Links are named and never followed; `other` is a pipe, a socket, a device, or what cannot be read. */
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Size of a file; 0 of anything else. */
  readonly bytes: number;
  /** Why it could not be looked at, of an `other` that may be a file or a folder. */
  readonly problem?: string;
}

/** A folder as its files: of a disk, of an unpacked archive, or of a test. Nothing outside it can be read through it. */
export interface FileTree {
  /** What to call it in messages: the folder or archive as the user gave it. */
  readonly root: string;
  /** The folder of the disk that it is; absent where its files are elsewhere. */
  readonly directory?: string;
  /** Everything below the root, sorted by path. */
  readonly entries: readonly TreeEntry[];
  /** The entry at a path, or undefined. */
  entry(path: string): TreeEntry | undefined;
  /**
   * The bytes of a file, piece by piece; a piece's memory may be used again for the next one.
   * @throws BenchError submission.unreadable where it is no file, has gone or cannot be read
   */
  open(path: string): AsyncIterable<Uint8Array>;
  /**
   * All bytes of a file that is known to be small.
   * @throws BenchError submission.unreadable; submission.too-large where it has more than `limitBytes`
   */
  readBytes(path: string, limitBytes: number): Promise<Uint8Array>;
  /**
   * The text of a file that is known to be small: UTF-8, UTF-16 with a byte order mark, else Latin-1, without the mark.
   * @throws BenchError as `readBytes`
   */
  readText(path: string, limitBytes: number): Promise<string>;
}
