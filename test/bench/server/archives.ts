import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { unpackRound } from '../../published.ts';

/** A system of v1.3 whose folder packs to about a megabyte. */
const system = 'v1.3/closed/STMicroelectronics/results/NUCLEO_L4R5ZI-P';
const description = 'v1.3/closed/STMicroelectronics/systems';

/** One real submission as many different archives: a note in front of it tells them apart. */
export class Archives {
  readonly #main: Buffer;

  constructor(publishedDir: string) {
    const [folder, remove] = unpackRound(publishedDir, 'v1.3', [`${system}/*`, `${description}/NUCLEO_L4R5ZI-P.json`]);
    try {
      const archive = join(folder, '..', 'submission.tar.gz');
      execFileSync('tar', ['-czf', archive, '-C', join(folder, '..'), 'v1.3']);
      this.#main = readFileSync(archive);
    } finally {
      remove();
    }
  }

  get bytes(): number {
    return this.#main.length;
  }

  /** Members of gzip one behind the other unpack to one tar. */
  async archive(note: string): Promise<readonly Buffer[]> {
    const head = pack();
    head.entry({ name: 'v1.3/closed/STMicroelectronics/NOTE.txt' }, `${note}\n`);
    head.finalize();
    const parts: Buffer[] = [];
    for await (const part of head as AsyncIterable<Buffer>) parts.push(part);
    const blocks = Buffer.concat(parts);
    // Without the two empty blocks that end a tar.
    return [gzipSync(blocks.subarray(0, blocks.length - 1024)), this.#main];
  }
}
