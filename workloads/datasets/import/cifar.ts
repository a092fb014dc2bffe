import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../../harness/errors.ts';
import { cifarClasses, readCifarBatch } from './cifar-batch.ts';
import type { CifarBatch } from './cifar-batch.ts';
import type { Selection } from './selection.ts';
import { writeDataset } from './write-dataset.ts';
import type { ImportedSample, ImportSurroundings, WrittenDataset } from './write-dataset.ts';

/** What is to be taken of CIFAR-10. */
export interface CifarRequest {
  /** Batches, or a folder in which the test batch lies. */
  readonly sources: readonly string[];
  readonly directory: string;
  /** Which pictures; null for all, in the order of the batches. */
  readonly selection: Selection | null;
  /** A file with a name for each picture, in the order of the batches: for the binary version, which has none. */
  readonly names: string | undefined;
}

/**
 * Makes inputs of ic01 of batches of CIFAR-10. The Python version names its pictures, and the benchmark's inputs have
 * these names with .bin for .png; so a list is followed exactly. The pictures of the binary version have an order
 * alone: they need names from elsewhere, or are all taken under names of batch and place.
 * @throws BenchError file.missing, cifar.unreadable, import.source, and what `writeDataset` throws
 */
export async function importCifar(request: CifarRequest, surroundings: ImportSurroundings): Promise<WrittenDataset> {
  const files = await Promise.all(request.sources.map(batchIn));
  const names = request.names === undefined ? undefined : await readNames(request.names);
  const { selection } = request;
  const samples = selection === null ? everyPicture(files, names) : selected(files, names, selection);
  const total = selection?.size ?? files.length * 10_000;
  return writeDataset(request.directory, { classes: cifarClasses, total, samples }, surroundings);
}

interface NamedPicture {
  readonly batch: CifarBatch;
  readonly image: number;
  readonly name: string | undefined;
}

async function* pictures(files: readonly string[], names: readonly string[] | undefined): AsyncGenerator<NamedPicture> {
  let place = 0;
  for (const file of files) {
    const batch = await readCifarBatch(file);
    for (let image = 0; image < batch.images; image++) {
      if (names !== undefined && place >= names.length) {
        const problem = `picture ${image} of ${file} is number ${place + 1}, and there are ${names.length} names`;
        throw failure('import.source', {
          source: '--names',
          problem,
          advice: 'Give one name a line for every picture',
        });
      }
      yield { batch, image, name: names?.[place] ?? batch.name(image) };
      place++;
    }
  }
}

async function* everyPicture(
  files: readonly string[],
  names: readonly string[] | undefined,
): AsyncGenerator<ImportedSample> {
  const seen = new Set<string>();
  let rank = 0;
  for await (const { batch, image, name } of pictures(files, names)) {
    const stem = batch.file.replace(/^.*[/\\]/, '').replace(/\.bin$/, '');
    const file = name === undefined ? `${stem}_${String(image).padStart(5, '0')}.bin` : inputName(name, batch.file);
    if (seen.has(file)) throw twice(batch.file, file);
    seen.add(file);
    yield { file, label: batch.label(image), rank: rank++, input: batch.pixels(image) };
  }
}

async function* selected(
  files: readonly string[],
  names: readonly string[] | undefined,
  selection: Selection,
): AsyncGenerator<ImportedSample> {
  const seen = new Set<string>();
  let unnamed: string | undefined;
  for await (const { batch, image, name } of pictures(files, names)) {
    if (name === undefined) {
      unnamed ??= batch.file;
      continue;
    }
    const file = inputName(name, batch.file);
    const row = selection.find(file);
    if (row === undefined) continue;
    const label = batch.label(image);
    if (row.label !== label) {
      const problem = `${name} (picture ${image}) has class ${label}, and ${row.label} in ${selection.name}`;
      throw failure('cifar.unreadable', { file: batch.file, problem });
    }
    if (seen.has(file)) throw twice(batch.file, file);
    seen.add(file);
    yield { file, label, rank: row.rank, input: batch.pixels(image) };
  }
  if (seen.size === selection.size) return;
  if (unnamed !== undefined) {
    throw failure('import.source', {
      source: unnamed,
      problem: `the binary version of CIFAR-10 has no file names, by which ${selection.name} chooses`,
      advice: 'Use the Python version, or give the names with --names FILE, or take every picture with --all',
    });
  }
  throw failure('import.source', {
    source: files.join(', '),
    problem: `${selection.size - seen.size} of the ${selection.size} pictures of ${selection.name} are missing`,
    advice: 'Give all batches that they are in: those of the official lists are in test_batch',
  });
}

/** `emu_s_002009.png` → `emu_s_002009.bin` */
function inputName(name: string, batch: string): string {
  const file = name.replace(/\.png$/, '.bin');
  if (/^[\w.-]+\.bin$/.test(file)) return file;
  throw failure('cifar.unreadable', {
    file: batch,
    problem: `a picture is called "${name.slice(0, 60)}", not NAME.png`,
  });
}

function twice(batch: string, file: string): Error {
  return failure('cifar.unreadable', { file: batch, problem: `a second picture is to become ${file}` });
}

/** The batch that a path means: itself, or the test batch in a folder. */
async function batchIn(path: string): Promise<string> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder) return path;
  for (const name of ['test_batch', 'test_batch.bin']) {
    const file = join(path, name);
    if ((await stat(file).catch(() => undefined))?.isFile() === true) return file;
  }
  throw failure('import.source', {
    source: path,
    problem: 'it has neither test_batch nor test_batch.bin',
    advice: 'Give the folder cifar-10-batches-py, or the batches themselves',
  });
}

async function readNames(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw failure('file.missing', { file }, { cause: error });
  });
  return text
    .split(/\r\n|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
