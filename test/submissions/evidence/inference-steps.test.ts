import assert from 'node:assert/strict';
import { readLog } from '../../../submissions/evidence/read-log.ts';
import type { LogEvidence } from '../../../submissions/evidence/evidence.ts';
import { memoryTree } from '../memory-tree.ts';
import { smallSubmission } from '../small-submission.ts';

const files = smallSubmission();
const ofEembc = String(files['closed/acme/results/board/kws/performance/log.txt']);
const ofMlcommons = String(files['closed/acme/results/board/ic/accuracy/log.txt']);

async function read(text: string): Promise<LogEvidence> {
  return (await readLog(memoryTree({ 'log.txt': text }), 'log.txt')).log;
}

/** What a log is found to lack with each of its lines taken out in turn. */
async function lackedWithout(text: string, mattering: RegExp): Promise<[string, string[]][]> {
  const lines = text.split('\n');
  const found: [string, string[]][] = [];
  for (const [index, line] of lines.entries()) {
    if (!mattering.test(line)) continue;
    const { lackingSteps } = await read(lines.filter((_, other) => other !== index).join('\n'));
    found.push([line, lackingSteps.map(({ step, lacking }) => `${lacking} ${step}`)]);
  }
  return found;
}

describe('the steps of the inferences of a log', () => {
  it('are all there in logs as they are made', async () => {
    for (const text of [ofEembc, ofMlcommons]) {
      const { lackingSteps, stepGaps } = await read(text);
      assert.deepEqual([lackingSteps, stepGaps], [[], []]);
    }
  });

  it('show each single line that is taken out of an EEMBC log, and which it was', async () => {
    const found = await lackedWithout(ofEembc, /Command|infer-|results|lap-us-(?!400000)/);
    assert.equal(found.length, 5 * 7);
    assert.deepEqual(
      found.slice(0, 7).map(([, steps]) => steps),
      [['1 load'], ['1 infer'], ['1 infer-start'], ['1 second-lap'], ['1 second-lap'], ['1 infer-done'], ['1 results']],
    );
    for (const [line, steps] of found) assert.equal(steps.length, 1, line);
  });

  it('show each single line that is taken out of an MLCommons log', async () => {
    const found = await lackedWithout(ofMlcommons, /Loading|Running|results/);
    assert.equal(found.length, 30);
    assert.deepEqual(
      found.slice(-3).map(([, steps]) => steps),
      [['1 load'], ['1 infer'], ['1 results']],
    );
    for (const [line, steps] of found) assert.equal(steps.length, 1, line);
  });

  it('name the line where the first inference without one begins', async () => {
    const lines = ofEembc.split('\n');
    const at = lines.findIndex((line) => line.includes('tst_000003'));
    const { lackingSteps } = await read(lines.filter((_, index) => index !== at + 1).join('\n'));
    assert.deepEqual(lackingSteps, [{ step: 'infer', inferences: 5, lacking: 1, line: at + 1 }]);
  });

  it('are not missed of an input that is loaded again before its first inference, as to calibrate', async () => {
    const load = '00000.500 parser: Command "bload dut "tst_000000_Stop_7.bin""\n';
    const { lackingSteps } = await read(ofEembc.replace(/^(.*bload)/m, `${load}$1`));
    assert.deepEqual(lackingSteps, []);
  });

  it('are not missed where most inferences do without', async () => {
    const { lackingSteps } = await read(ofEembc.replaceAll(/^.*m-infer-done\n/gm, ''));
    assert.deepEqual(lackingSteps, []);
  });
});

describe('the steps that the runner announces', () => {
  const log = ['version', 'dut profile', 'dut timestamp'].flatMap((command, index) => [
    `00001.000 sequencer: m-sequencing-i[${index + 1}]-command[${command}]-ack[/m-ready/]-ms[1]`,
    `00001.000 parser: Command "${command}"`,
  ]);
  const gapsWithout = async (index: number): Promise<LogEvidence['stepGaps']> =>
    (await read(log.filter((_, other) => other !== index).join('\n'))).stepGaps;

  it('are numbered from one without a gap, each with its command', async () => {
    assert.deepEqual(await gapsWithout(-1), []);
    assert.deepEqual(await gapsWithout(0), [{ kind: 'number', line: 2, expected: 1, found: 2 }]);
    assert.deepEqual(await gapsWithout(2), [{ kind: 'number', line: 4, expected: 2, found: 3 }]);
    assert.deepEqual(await gapsWithout(3), [{ kind: 'command', line: 3, step: 2 }]);
  });

  it('may begin anew', async () => {
    assert.deepEqual((await read([...log, ...log].join('\n'))).stepGaps, []);
  });
});
