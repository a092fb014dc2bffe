import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a label file, and inputs of the sizes given by name. */
export function writeDataset(folder: string, labels: string, sizes: Readonly<Record<string, number>>): void {
  writeFileSync(join(folder, 'y_labels.csv'), labels);
  for (const [file, size] of Object.entries(sizes)) {
    writeFileSync(
      join(folder, file),
      Uint8Array.from({ length: size }, (_, index) => (index + file.length) % 251),
    );
  }
}
