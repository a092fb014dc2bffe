import type { MemoryFit } from '../../workloads/boards/fit.ts';

const width = 40;

/** One letter for each part of a memory, in the order of its parts. */
const letters: Readonly<Record<string, string>> = { reserve: 'o', runtime: 'r', activations: 'A', model: 'M' };

/** What the letters of a bar mean. */
export const barLegend = 'o reserved, r runtime, A activations, M model, · free, > does not fit';

/**
 * A stacked bar of 40 characters: each part by its share of what there is, at least one character for each that has
 * any; what goes beyond is a `>` at the end. Where the capacity is not known, the whole bar is what is needed.
 */
export function memoryBar({ parts, neededBytes, capacityBytes, fits }: MemoryFit): string {
  const whole = Math.max(1, capacityBytes ?? neededBytes);
  let bar = '';
  let bytes = 0;
  for (const part of parts) {
    bytes += part.bytes;
    // What is needed can be a million times what there is.
    const share = Math.round(Math.min(1, bytes / whole) * width);
    const end = Math.max(share, bar.length + (part.bytes > 0 ? 1 : 0));
    bar += (letters[part.name] ?? '?').repeat(end - bar.length);
  }
  const room = fits === false ? width - 1 : width;
  return `[${bar.slice(0, room).padEnd(room, '·')}${fits === false ? '>' : ''}]`;
}
