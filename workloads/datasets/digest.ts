import { createHash } from 'node:crypto';
import type { LabelRow } from './label-file.ts';

/** SHA-256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * SHA-256 of a label file's text, normalised so that the same list has one digest however it was copied: no byte order
 * mark, lines ended by LF, one LF at the end.
 */
export function labelsDigest(text: string): string {
  return sha256(
    `${text
      .replace(/^\uFEFF/, '')
      .replace(/\r\n|\r/g, '\n')
      .trimEnd()}\n`,
  );
}

/** SHA-256 over the lines `NAME SHA-256`, each ended by LF, sorted by name. */
export function inputsDigest(digestOfFile: ReadonlyMap<string, string>): string {
  const files = [...digestOfFile.keys()].sort();
  return sha256(files.map((file) => `${file} ${digestOfFile.get(file) ?? ''}\n`).join(''));
}

/** What tells a row of an official list apart without the list: 12 digits of SHA-256 each of its name and of all of it. */
export interface RowFingerprint {
  readonly file: string;
  readonly row: string;
}

export function fingerprintRow({ file, classes, label, window }: LabelRow): RowFingerprint {
  const sliding = window === null ? [] : [window.widthBytes, window.strideBytes];
  return { file: sha256(file).slice(0, 12), row: sha256([file, classes, label, ...sliding].join(',')).slice(0, 12) };
}
