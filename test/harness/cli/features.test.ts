import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { featuresCommand } from '../../../harness/cli/features.ts';
import { BenchError } from '../../../harness/errors.ts';
import { mono16, wavFile } from '../../workloads/features/wav-file.ts';

describe('boardbench features', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'boardbench-features-'));
    const tone = Array.from({ length: 16000 }, (_, n) => 0.5 * Math.sin(n / 5));
    await writeFile(join(folder, 'tone.wav'), wavFile(mono16, tone));
  });
  after(() => rm(folder, { recursive: true }));

  /** What a command prints on stdout. */
  async function run(...args: string[]): Promise<string> {
    const written: string[] = [];
    const original = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text: string | Uint8Array) => {
      written.push(String(text));
      return true;
    };
    try {
      await featuresCommand().parseAsync(args, { from: 'user' });
    } finally {
      process.stdout.write = original;
    }
    return written.join('');
  }

  it('writes an input file and prints the values', async () => {
    const out = join(folder, 'tone.bin');
    const text = await run(join(folder, 'tone.wav'), '--as', 'kws01', '--out', out);
    assert.match(text, /^frame +c0 +c1/);
    assert.match(text, /49 frames of 10 MFCCs/);
    assert.match(text, /490 bytes of kws01 input, 1 inference\n/);
    assert.equal((await readFile(out)).length, 490);
  });

  it('prints one JSON document', async () => {
    const text = await run(join(folder, 'tone.wav'), '--as', 'ad01', '--all-frames', '--json');
    const document = JSON.parse(text) as { frames: number; columns: number; windows: number; features: number[][] };
    assert.equal(document.frames, 32);
    assert.equal(document.windows, 28);
    assert.equal(document.features.length, 32);
    assert.ok(document.features.every((row) => row.length === 128));
  });

  it('names a file that is not there, and one that is no sound', async () => {
    const code = (wanted: string) => (error: unknown) => error instanceof BenchError && error.code === wanted;
    await assert.rejects(run(join(folder, 'none.wav'), '--as', 'kws01'), code('file.missing'));
    await writeFile(join(folder, 'text.wav'), 'no sound at all');
    await assert.rejects(run(join(folder, 'text.wav'), '--as', 'kws01'), code('sound.unreadable'));
    await assert.rejects(run(folder, '--as', 'kws01'), code('sound.unreadable'));
  });
});
