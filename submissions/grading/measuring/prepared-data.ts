import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../../workloads/datasets/dataset.ts';

/** A row of prepared data. */
export interface PreparedRow {
  readonly file: string;
  readonly label: number;
  /** How many inputs there are of it. */
  readonly segments: number;
}

/** Data as workers read them: checked once, all inputs behind each other in one file. */
export interface PreparedData {
  readonly labelsSha256: string;
  readonly inputsSha256: string;
  readonly rows: readonly PreparedRow[];
  /** The inputs of the rows, in their order; their memory is used again for later ones. */
  inputs(): AsyncGenerator<Uint8Array, void, undefined>;
}

interface PreparedHead {
  readonly labelsSha256: string;
  readonly inputsSha256: string;
  readonly inputBytes: number;
  readonly rows: readonly PreparedRow[];
}

const headFile = 'rows.json';
const inputsFile = 'inputs.bin';

/** Read at once; also what is kept in memory. */
const pieceBytes = 4 * 2 ** 20;

/**
 * Writes a data set for workers into a folder, which is made.
 * @throws BenchError dataset.inputs
 */
export async function prepareData(dataset: Dataset, folder: string, signal?: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  const handle = await open(join(folder, inputsFile), 'w');
  try {
    for (const row of dataset.rows) {
      signal?.throwIfAborted();
      for (let segment = 0; segment < row.segments; segment++) await handle.write(await dataset.read(row, segment));
    }
  } finally {
    await handle.close();
  }
  const head: PreparedHead = {
    labelsSha256: dataset.labelsSha256,
    inputsSha256: dataset.inputsSha256,
    inputBytes: dataset.rows[0]?.inputBytes ?? 0,
    rows: dataset.rows.map(({ file, label, segments }) => ({ file, label, segments })),
  };
  await writeFile(join(folder, headFile), JSON.stringify(head));
}

/** Opens what `prepareData` wrote. */
export async function openPrepared(folder: string): Promise<PreparedData> {
  // Only our own program writes there.
  const { inputBytes, ...head } = JSON.parse(await readFile(join(folder, headFile), 'utf8')) as PreparedHead;
  const perPiece = Math.max(1, Math.floor(pieceBytes / Math.max(1, inputBytes)));
  return {
    ...head,
    async *inputs() {
      const handle = await open(join(folder, inputsFile), 'r');
      const piece = Buffer.alloc(perPiece * inputBytes);
      try {
        for (;;) {
          const { bytesRead } = await handle.read(piece, 0, piece.length, null);
          if (bytesRead === 0) return;
          for (let start = 0; start < bytesRead; start += inputBytes) yield piece.subarray(start, start + inputBytes);
        }
      } finally {
        await handle.close();
      }
    },
  };
}
