import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { Picture } from './picture.ts';

/** More than any camera takes; a file of few bytes can claim many more. */
const mostPixels = 100_000_000;

/** Whether a file's name ends as that of a picture that can be decoded. */
export function isPictureFile(name: string): boolean {
  return ['.jpg', '.jpeg', '.png'].includes(extname(name).toLowerCase());
}

/**
 * Decodes a JPEG or PNG file to RGB as it is stored: no turning by EXIF, no colour profile, transparency left out,
 * greys repeated.
 * @throws BenchError file.missing, image.unreadable
 */
export async function decodePicture(file: string): Promise<Picture> {
  const unreadable = (problem: string, cause?: unknown): Error =>
    failure('image.unreadable', { file, problem }, { cause });
  const bytes = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw unreadable(asError(error).message, error);
  });
  if (bytes.length === 0) throw unreadable('it is empty');
  if (!isJpeg(bytes) && !isPng(bytes)) throw unreadable('it begins as neither JPEG nor PNG does');
  // Loaded when it is needed: it would add a fifth of a second to the start of every command.
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(bytes, { failOn: 'warning', ignoreIcc: true, limitInputPixels: mostPixels })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 3 || data.length !== 3 * width * height) throw new Error(`it decodes to ${channels} channels`);
    return { width, height, channels, pixels: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  } catch (error) {
    throw unreadable(asError(error).message.split('\n', 1)[0] ?? '', error);
  }
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function isPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47].every((byte, at) => bytes[at] === byte);
}
