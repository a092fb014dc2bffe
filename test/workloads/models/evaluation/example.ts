import type { Dataset, DatasetRow } from '../../../../workloads/datasets/dataset.ts';
import type { ModelFile } from '../../../../workloads/models/open-model.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import { smallGraph } from '../small-graph.ts';

/** 4×4 pixels in, two classes out. */
export const smallModel: ModelFile = { file: 'small.tflite', bytes: writeModelGraph(smallGraph()) };

export const smallWorkload = {
  input: { bytes: 16, fileBytes: 16, type: 'int8', shape: [1, 4, 4, 1], description: 'pixels', isWindowed: false },
  modelInput: { shape: [1, 4, 4, 1], scale: 0.5, zeroPoint: 0, conversion: 'as-is' },
  outputs: 2,
} as const;

/** The bytes of a window of the small data set. */
export function smallInput(row: number, segment: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, index) => Math.imul(row * 1000 + segment * 16 + index, 0x9e3779b1) >>> 24);
}

/**
 * A data set in memory.
 * @param segments windows of each row
 * @param read what is read in place of `smallInput`
 */
export function smallDataset(segments: readonly number[], read: typeof smallInput = smallInput): Dataset {
  const rows = segments.map((count, index): DatasetRow => {
    return { index, file: `${index}.bin`, label: 0, segments: count, inputBytes: 16, strideBytes: count > 1 ? 16 : 0 };
  });
  return {
    directory: 'small',
    kind: 'own',
    reason: 'a test',
    labelsSha256: '',
    inputsSha256: '',
    samples: rows.length,
    rows,
    // In a task of its own, as files are read.
    read: (row, segment) => Promise.resolve().then(() => read(row.index, segment)),
  };
}
