import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labelsDigest } from '../digest.ts';
import { labelFileName } from '../label-source.ts';
import { checkGoingOn, withNewFolder, writing } from './new-folder.ts';

/** An input that was made, and where its row belongs in the label file. */
export interface ImportedSample {
  readonly file: string;
  readonly label: number;
  /** Rows are sorted by it. */
  readonly rank: number;
  readonly input: Uint8Array;
}

/** A data set to be written. */
export interface ImportedDataset {
  readonly classes: number;
  /** How many samples there will be, as far as that is known before. */
  readonly total: number;
  readonly samples: AsyncIterable<ImportedSample>;
  /** Files besides, by name. */
  readonly besides?: ReadonlyMap<string, string>;
}

/** A data set that was written. */
export interface WrittenDataset {
  readonly directory: string;
  readonly samples: number;
  readonly labelsSha256: string;
}

export interface ImportSurroundings {
  readonly signal: AbortSignal;
  /** Called with the number of inputs that were written, and of all. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes a data set as the benchmark lays it out: a file for each input, and y_labels.csv.
 * @throws BenchError output.not-empty, output.failed, import.interrupted; what the samples throw
 */
export async function writeDataset(
  directory: string,
  dataset: ImportedDataset,
  { signal, onProgress }: ImportSurroundings,
): Promise<WrittenDataset> {
  return withNewFolder(directory, signal, async (folder) => {
    const rows: Pick<ImportedSample, 'file' | 'label' | 'rank'>[] = [];
    checkGoingOn(signal, directory);
    for await (const { input, ...row } of dataset.samples) {
      checkGoingOn(signal, directory);
      await writing(join(directory, row.file), () => writeFile(join(folder, row.file), input));
      rows.push(row);
      onProgress(rows.length, dataset.total);
    }
    const lines = rows
      .sort((a, b) => a.rank - b.rank)
      .map(({ file, label }) => `${file},${dataset.classes},${label}\n`)
      .join('');
    for (const [file, text] of [...(dataset.besides ?? []), [labelFileName, lines] as const]) {
      await writing(join(directory, file), () => writeFile(join(folder, file), text));
    }
    return { directory, samples: rows.length, labelsSha256: labelsDigest(lines) };
  });
}
