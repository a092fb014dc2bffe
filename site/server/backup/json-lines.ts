import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The lines of a file, some at a time, for files that are larger than the memory. */
export async function* linesOf(path: string, most: number): AsyncGenerator<readonly string[]> {
  let lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lines.push(line);
    if (lines.length < most) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}
