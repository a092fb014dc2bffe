import assert from 'node:assert/strict';
import { judge, readAllEvidence } from '../../submissions/judge.ts';
import type { JudgedSubmission } from '../../submissions/judge.ts';
import { readSubmission } from '../../submissions/layouts/read-submission.ts';
import { rulesOfRound } from '../../submissions/rounds/round-rules.ts';
import type { RoundRules } from '../../submissions/rounds/round-rules.ts';
import { memoryTree } from './memory-tree.ts';
import { smallSubmission } from './small-submission.ts';

type Files = Record<string, string | Uint8Array>;

/** The round, but that image classification may be on any inputs, as the ten of the small submission. */
function withOwnInputs(): RoundRules {
  const round = rulesOfRound('v1.3');
  const { ic } = round.benchmarks;
  assert.ok(ic !== undefined);
  return { ...round, benchmarks: { ...round.benchmarks, ic: { ...ic, lists: [] } } };
}

async function check(files: Files, round: RoundRules = withOwnInputs()): Promise<JudgedSubmission> {
  const submission = await readSubmission(memoryTree(files), { round: 'v1.3', useFoldersAbove: false });
  const [judged] = judge([await readAllEvidence(submission, round)]);
  assert.ok(judged);
  return judged;
}

function told({ results, findings }: JudgedSubmission): string[] {
  return [...findings, ...results.flatMap((result) => result.findings)].map(({ rule }) => rule);
}

const kws = 'closed/acme/results/board/kws';
const ic = 'closed/acme/results/board/ic';

function text(files: Files, file: string): string {
  const value = files[file];
  assert.ok(typeof value === 'string');
  return value;
}

describe('a submission that is judged', () => {
  it('is contradicted by nothing as it is made', async () => {
    const { results } = await check(smallSubmission());
    assert.equal(results.length, 2);
    assert.deepEqual(
      results.flatMap(({ findings }) => findings).filter(({ bearing }) => bearing === 'contradicted'),
      [],
    );
    const energy = results.find(({ result }) => result.benchmark === 'kws')?.evidence.derived.energyUj;
    assert.equal(Math.round((energy ?? 0) * 1000), 4800);
  });

  it('is unverifiable where a run is absent, and invalid only where something contradicts it', async () => {
    const files = smallSubmission();
    assert.deepEqual(new Set((await check(files)).results.map(({ verdict }) => verdict)), new Set(['unverifiable']));
    files[`${kws}/performance/results.txt`] = text(files, `${kws}/performance/results.txt`).replace('is 79', 'is 89');
    const verdicts = (await check(files)).results.map(({ result, verdict }) => [result.benchmark, verdict]);
    assert.deepEqual(Object.fromEntries(verdicts), { kws: 'invalid', ic: 'unverifiable' });
  });

  const changes: readonly (readonly [string, string, (before: string) => string, string])[] = [
    [
      'a digit of the throughput',
      `${kws}/performance/results.txt`,
      (old) => old.replace('is 79.', 'is 78.'),
      'claim-throughput',
    ],
    [
      'a digit of a window',
      `${kws}/performance/results.txt`,
      (old) => old.replace('12.500', '12.600'),
      'log-of-results',
    ],
    ['a digit of the top-1', `${ic}/accuracy/results.txt`, (old) => old.replace('90.0', '91.0'), 'claim-accuracy'],
    ['a digit of the energy', `${kws}/energy/results.txt`, (old) => old.replace('is 4.8', 'is 4.9'), 'claim-energy'],
    ['a label', `${ic}/accuracy/results.json`, (old) => old.replace('"class":3', '"class":4'), 'claim-accuracy'],
    [
      'a lap that is gone',
      `${kws}/performance/log.txt`,
      (old) => old.replace(/^.*m-lap-us-13500000\n/m, ''),
      'window-count',
    ],
    [
      'an answer that is gone',
      `${kws}/energy/log.txt`,
      (old) => old.replace(/^.*m-results-.*\n/m, ''),
      'energy-answers',
    ],
    [
      'a line that is gone',
      `${ic}/accuracy/log.txt`,
      (old) => old.replace(/^.*Loading file own_4.*\n/m, ''),
      'log-of-records',
    ],
    [
      'a window that is shorter',
      `${kws}/performance/log.txt`,
      (old) => old.replace('us-13500000', 'us-9500000'),
      'window-duration',
    ],
    [
      'a clock of its own',
      `${kws}/performance/log.txt`,
      (old) => old.replaceAll(/us-(\d+)/g, (_, us) => `us-${Math.round(Number(us) * 1.2)}`),
      'clock-ratio',
    ],
    [
      'an edge that is gone',
      `${kws}/energy/trace1-timestamps.json`,
      (old) => old.replace(',29.005', ''),
      'energy-windows',
    ],
    [
      'another model',
      `${kws}/energy/log.txt`,
      (old) => old.replace('m-model-[kws01]', 'm-model-[vww01]'),
      'one-device',
    ],
    ['a description cut off', 'closed/acme/systems/board.json', (old) => old.slice(0, -3), 'system-malformed'],
    [
      'a description without its board',
      'closed/acme/systems/board.json',
      (old) => old.replace('"Board"', '""'),
      'system-schema',
    ],
  ];
  for (const [what, file, change, rule] of changes) {
    it(`shows ${what}: ${rule}`, async () => {
      const files = smallSubmission();
      const before = text(files, file);
      assert.ok(!told(await check(files)).includes(rule));
      files[file] = change(before);
      assert.notEqual(files[file], before);
      assert.ok(told(await check(files)).includes(rule));
    });
  }

  const destroyed: readonly (readonly [string, (files: Files) => void, string])[] = [
    ['an empty log', (files) => (files[`${kws}/performance/log.txt`] = ''), 'window-count'],
    ['a log of something else', (files) => (files[`${kws}/performance/log.txt`] = 'hello\n'), 'window-count'],
    ['no edges', (files) => (files[`${kws}/energy/trace1-timestamps.json`] = '[]'), 'energy-windows'],
    [
      'a trace without its edges',
      (files) => Reflect.deleteProperty(files, `${kws}/energy/trace1-timestamps.json`),
      'energy-windows',
    ],
    ['an empty results file', (files) => (files[`${kws}/energy/results.txt`] = ''), 'evidence-readable'],
    [
      'a log that is missing beside its records',
      (files) => Reflect.deleteProperty(files, `${ic}/accuracy/log.txt`),
      'required-files',
    ],
  ];
  for (const [what, change, rule] of destroyed) {
    it(`takes ${what} for absent evidence, an error that contradicts nothing: ${rule}`, async () => {
      const files = smallSubmission();
      change(files);
      const { results } = await check(files);
      const own = results.flatMap(({ findings }) => findings).filter((finding) => finding.rule === rule);
      assert.ok(own.some(({ severity, bearing }) => severity === 'error' && bearing === 'absent'));
      assert.ok(results.every(({ verdict }) => verdict === 'unverifiable'));
    });
  }

  it('says no endless speed where the host’s clock stands still', async () => {
    const files = smallSubmission();
    const log = `${kws}/performance/log.txt`;
    files[log] = text(files, log).replaceAll(/^\d{5,}\.\d{3}/gm, '00001.000');
    const found = (await check(files)).results.flatMap(({ findings }) => findings);
    assert.ok(found.some(({ rule }) => rule === 'clock-ratio'));
    assert.ok(found.every(({ message }) => !message.includes('Infinity')));
  });

  it('shows a sample of a trace that was changed: claim-energy', async () => {
    const files = smallSubmission();
    const trace = Buffer.from(files[`${kws}/energy/trace1-energy.bin`] ?? '');
    trace.writeFloatLE(5, 5 + 4 * 500);
    files[`${kws}/energy/trace1-energy.bin`] = trace;
    assert.ok(told(await check(files)).includes('claim-energy'));
  });

  it('is judged by a rule set of one’s own, which may leave rules out', async () => {
    const own: RoundRules = {
      ...rulesOfRound('v1.3'),
      name: 'course',
      windows: { count: 5, minimumSeconds: 20, minimumIterations: 1 },
      severities: { 'energy-windows': 'off', 'required-files': 'info' },
    };
    const judged = await check(smallSubmission(), own);
    assert.ok(told(judged).includes('window-duration'));
    assert.ok(!told(judged).includes('energy-windows'));
    const required = judged.results.flatMap(({ findings }) => findings).filter(({ rule }) => rule === 'required-files');
    assert.ok(required.length > 0 && required.every(({ severity }) => severity === 'info'));
  });
});
