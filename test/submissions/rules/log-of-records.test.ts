import assert from 'node:assert/strict';
import { logOfRecords } from '../../../submissions/rules/log-of-records.ts';
import type { Observation } from '../../../submissions/rules/rule.ts';
import { contextOf, withFile } from '../small-context.ts';
import type { Files } from '../small-context.ts';

const kws = 'closed/acme/results/board/kws/performance';
const answers = ['[0.0, 1.0]', '[0.25, 0.75]'];

/** Two windows of ten seconds, as the MLCommons runner logs and records them. */
function mlcommonsRun(): Files {
  const records = answers.map((answer, index) => ({
    file: `tst_${index}.bin`,
    class: '1',
    infer: {
      ...{ start_time: 1_000_000 + index * 20_000_000, end_time: 11_000_400 + index * 20_000_000 },
      ...{ iterations: 250, warmups: 1, results: JSON.parse(answer) as unknown },
    },
  }));
  const log = answers.flatMap((answer, index) => [
    `0726.010150 ulp-mlperf: Loading file tst_${index}.bin segment 0`,
    'Running inference with 1/250 (warmup/measured) iterations ...',
    '0726.010201 ulp-mlperf:   # Inferences :           250',
    '0726.010201 ulp-mlperf:   Runtime      :     10.000 sec.',
    `0726.010201 ulp-mlperf:   m-results    : ${answer}`,
  ]);
  return { [`${kws}/results.json`]: JSON.stringify(records), [`${kws}/log.txt`]: [...log, ''].join('\n') };
}

async function judged(file: string, change: (text: string) => string): Promise<readonly Observation[]> {
  return logOfRecords.judge(await contextOf('kws', withFile(mlcommonsRun(), `${kws}/${file}`, change)));
}

describe('log-of-records', () => {
  it('says nothing of a log that rounds the seconds of its records to milliseconds', async () => {
    assert.deepEqual(logOfRecords.judge(await contextOf('kws', mlcommonsRun())), []);
  });

  it('contradicts records with other iterations than the log, with the line of the log', async () => {
    const told = await judged('results.json', (text) => text.replaceAll('"iterations":250', '"iterations":500'));
    assert.deepEqual(
      told.map(({ file, line, found, expected, bearing }) => [file, line, found, expected, bearing]),
      [2, 7].map((line) => [`${kws}/log.txt`, line, 250, 500, 'contradicted']),
    );
  });

  it('contradicts a log with other seconds than the records', async () => {
    const told = await judged('log.txt', (text) => text.replace('10.000 sec', '10.002 sec'));
    assert.deepEqual(
      told.map(({ line, bearing, message }) => [line, bearing, /seconds 10\.002/.test(message)]),
      [[2, 'contradicted', true]],
    );
  });

  it('contradicts records with other answers than the log, at the line of the answer', async () => {
    const told = await judged('results.json', (text) => text.replace('[0.25,0.75]', '[0,1]'));
    assert.deepEqual(
      told.map(({ line, found, bearing }) => [line, found, bearing]),
      [[10, '[0.25, 0.75]', 'contradicted']],
    );
  });

  it('lets one segment be loaded again and again', async () => {
    const same = (text: string): string => text.replaceAll('tst_1', 'tst_0');
    const files = withFile(withFile(mlcommonsRun(), `${kws}/log.txt`, same), `${kws}/results.json`, same);
    assert.deepEqual(logOfRecords.judge(await contextOf('kws', files)), []);
  });
});
