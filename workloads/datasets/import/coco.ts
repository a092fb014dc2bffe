import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asError } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import { decodePicture, isPictureFile } from '../../images/decode.ts';
import { resizePicture } from '../../images/resize.ts';
import { vww01 } from '../../vww01/specification.ts';
import type { SelectedRow, Selection } from './selection.ts';
import { writeDataset } from './write-dataset.ts';
import type { ImportedSample, ImportSurroundings, WrittenDataset } from './write-dataset.ts';

/** Pictures that became inputs of vww01. */
export interface WrittenPictures extends WrittenDataset {
  /** How many were resized; the others had the size of the input and are taken pixel for pixel. */
  readonly resized: number;
}

interface ChosenPicture extends SelectedRow {
  readonly path: string;
  readonly file: string;
}

const side = 96;

/**
 * Makes inputs of vww01 of pictures in a folder and its subfolders. A picture belongs to the input of its name:
 * COCO_val2014_000000343218.jpg and 000000343218.jpg both to 000000343218.bin; of several the first is taken, by path.
 * A picture of 96×96 pixels is taken as it is, others are resized as `resizePicture` says: inputs made with another
 * decoder or another version of scikit-image may differ by 1 in some pixels.
 * @throws BenchError import.source, image.unreadable, and what `writeDataset` throws
 */
export async function importPictures(
  source: string,
  directory: string,
  selection: Selection,
  surroundings: ImportSurroundings,
): Promise<WrittenPictures> {
  const chosen = await choosePictures(source, selection);
  let resized = 0;
  async function* samples(): AsyncGenerator<ImportedSample> {
    for (const { path, file, label, rank } of chosen) {
      const picture = await decodePicture(path);
      const input = resizePicture(picture, side, side);
      if (input !== picture) resized++;
      yield { file, label, rank, input: input.pixels };
    }
  }
  const dataset = { classes: vww01.classes, total: chosen.length, samples: samples() };
  const written = await writeDataset(directory, dataset, surroundings);
  return { ...written, resized };
}

async function choosePictures(source: string, selection: Selection): Promise<ChosenPicture[]> {
  const paths = await picturesIn(source);
  if (paths.length === 0) {
    throw failure('import.source', {
      source,
      problem: 'there are no pictures in it',
      advice: 'Give the folder of the .jpg, .jpeg or .png files',
    });
  }
  const chosen = new Map<string, ChosenPicture>();
  for (const path of paths) {
    const file = inputName(path);
    const row = selection.find(file);
    if (row !== undefined && !chosen.has(file)) chosen.set(file, { path, file, ...row });
  }
  if (chosen.size < selection.size) {
    throw failure('import.source', {
      source,
      problem: `${selection.size - chosen.size} of the ${selection.size} pictures of ${selection.name} are missing`,
      advice: 'Unpack train2014.zip, val2014.zip and val2017.zip of COCO into it, or give your own --labels FILE',
    });
  }
  return [...chosen.values()].sort((a, b) => a.rank - b.rank);
}

/** Paths of pictures in a folder and those in it, sorted. */
async function picturesIn(source: string): Promise<string[]> {
  try {
    const entries = await readdir(source, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && isPictureFile(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    const problem = asError(error).message;
    throw failure('import.source', { source, problem, advice: 'Give a folder of pictures' }, { cause: error });
  }
}

function inputName(path: string): string {
  const name = path.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  return `${name.replace(/^COCO_(train|val|test)\d{4}_/, '')}.bin`;
}
