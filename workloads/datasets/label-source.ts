import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { labelsDigest } from './digest.ts';
import { parseLabelFile } from './label-file.ts';
import type { LabelRow } from './label-file.ts';

export const labelFileName = 'y_labels.csv';
const mostLabelBytes = 64 * 2 ** 20;

/** A label file that was found and read. */
export interface LabelSource {
  /** The folder it lies in, with the inputs. */
  readonly folder: string;
  readonly path: string;
  /** See `labelsDigest`. */
  readonly sha256: string;
  readonly rows: readonly LabelRow[];
}

/**
 * Finds and reads the label file of a data set: DIR/y_labels.csv, or DIR/kws01/y_labels.csv as in the official layout.
 * @param subfolder the workload's folder in that layout
 * @param name of the label file
 * @throws BenchError dataset.missing, dataset.label
 */
export async function readLabels(
  directory: string,
  subfolder: string,
  name: string = labelFileName,
): Promise<LabelSource> {
  const folder = await findFolder(directory, subfolder, name);
  const path = join(folder, name);
  const text = await readText(path, directory);
  return { folder, path, sha256: labelsDigest(text), rows: parseLabelFile(text, path) };
}

/** Whether a folder holds a label file. */
export async function hasLabels(folder: string, name: string = labelFileName): Promise<boolean> {
  return (await stat(join(folder, name)).catch(() => undefined))?.isFile() === true;
}

async function findFolder(directory: string, subfolder: string, name: string): Promise<string> {
  const found = await stat(directory).catch(() => undefined);
  if (found === undefined) throw failure('dataset.missing', { directory, problem: 'there is no such folder' });
  if (!found.isDirectory()) throw failure('dataset.missing', { directory, problem: 'it is no folder' });
  for (const folder of [directory, join(directory, subfolder)]) {
    if (await hasLabels(folder, name)) return folder;
  }
  throw failure('dataset.missing', {
    directory,
    problem: `it has no ${name}, nor a folder ${subfolder} with one`,
  });
}

async function readText(path: string, directory: string): Promise<string> {
  const { size } = await stat(path);
  if (size > mostLabelBytes) {
    throw failure('dataset.missing', {
      directory,
      problem: `${basename(path)} has ${size} bytes, too many for labels`,
    });
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    const problem = `${basename(path)} cannot be read (${asError(error).message})`;
    throw failure('dataset.missing', { directory, problem }, { cause: error });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw failure('dataset.label', { file: path, line: 1, problem: 'the file is no UTF-8 text' }, { cause: error });
  }
}
