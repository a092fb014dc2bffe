import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import { BenchError } from '../../../../harness/errors.ts';
import type { HandIn } from '../../../../submissions/grading/hand-ins/hand-in.ts';
import { measureHandIns } from '../../../../submissions/grading/measuring/measure.ts';
import type { MeasuredClass, MeasureOptions } from '../../../../submissions/grading/measuring/measure.ts';
import type { Measured } from '../../../../submissions/grading/measuring/measured.ts';
import type { Rubric } from '../../../../submissions/grading/rubric/rubric.ts';
import { writeBuiltInDataset } from '../../../../workloads/built-in/dataset.ts';
import { zipOf } from '../../archives/zip-writer.ts';
import { criterionOf, latencyLine, rubricOf, studentOf } from '../scoring/sample-class.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { builtInModel, otherModel } from './measuring-plan.ts';

describe('Measuring a class', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const data = join(folder.path, 'public');
  const hidden = join(folder.path, 'hidden');
  let rubric: Rubric;

  before(async () => {
    await writeBuiltInDataset('kws01', data, 24);
    await writeBuiltInDataset('kws01', hidden, 12);
    rubric = rubricOf([criterionOf('latency', 100, latencyLine)], {
      handIn: { kind: 'model', model: '*.tflite', requiredFiles: [] },
      judgeOn: { kind: 'estimate', board: 'nucleo-l4r5zi' },
      data: { public: data, hidden: null },
      limits: { timeS: 60, memoryMb: 1000, handInMb: 5 },
    });
  });

  function handIn(id: string, path: string): HandIn {
    return { student: studentOf(id), path, name: `${id} <b>`, handedInAt: null, isMarkedLate: false, attempt: 1 };
  }

  function measure(
    handIns: readonly HandIn[],
    rest: Partial<Rubric> = {},
    options: Partial<MeasureOptions> = {},
  ): Promise<MeasuredClass> {
    const usual = { workers: 1, cacheFolder: null, clock: systemClock };
    return measureHandIns(handIns, { ...rubric, ...rest }, { ...usual, ...options });
  }

  function accuracyOf({ figures }: Measured, part: 'public' | 'hidden'): number | undefined {
    return figures.find(({ measure: what, data: of }) => what === 'accuracy' && of === part)?.value;
  }

  it('gives the same for hand-ins that are reordered, renamed and duplicated, and one broken file stops nothing', async () => {
    const parts = { data: { public: data, hidden }, baseline: 'built-in:kws01' };
    const [one, two] = [builtInModel('kws01'), otherModel('kws01', 1)];
    const given = [
      handIn('ada', folder.write('class/ada.tflite', one)),
      handIn('bob', folder.write('class/bob.tflite', two)),
      handIn('eve', folder.write('class/eve.tflite', one.subarray(0, 999))),
      handIn('fay', folder.write('class/fay.zip', zipOf([{ name: 'm.tflite', content: one }]).subarray(0, 500))),
    ];
    const seen: number[] = [];
    const { measured, fromCache } = await measure(given, parts, { onProgress: (done) => seen.push(done) });
    assert.deepEqual(
      measured.map(({ handIn: { student } }) => student.id),
      ['ada', 'bob', 'eve', 'fay'],
    );
    assert.equal(fromCache, 0);
    assert.deepEqual(seen, [1, 2, 3, 4]);
    const [ada, bob, eve, fay] = measured.map((each) => each.measured);
    assert.ok((accuracyOf(ada as Measured, 'public') ?? 0) > 0.8);
    assert.ok((accuracyOf(bob as Measured, 'public') ?? 1) < 0.5);
    const lost = bob?.figures.find(({ measure: what }) => what === 'accuracy-lost');
    assert.equal(
      lost?.value,
      Number(((accuracyOf(ada as Measured, 'public') ?? 0) - (accuracyOf(bob as Measured, 'public') ?? 0)).toFixed(12)),
    );
    assert.equal(typeof accuracyOf(ada as Measured, 'hidden'), 'number');
    assert.equal(ada?.model?.answers.split(',').length, 24);
    assert.equal(eve?.problems[0]?.code, 'grade.broken-model');
    assert.equal(fay?.problems[0]?.code, 'archive.unreadable');
    assert.match(fay.digest, /^[0-9a-f]{64}$/);
    assert.doesNotMatch(JSON.stringify(measured.map((each) => each.measured)), /<b>|boardbench-test/);

    const again = await measure(
      [
        handIn('zoe', folder.write('other/x (1).tflite', one)),
        handIn('yan', folder.write('other/y.tflite', one.subarray(0, 999))),
        handIn('xia', folder.write('other/z.tflite', two)),
        handIn('wu', folder.write('other/again.tflite', two)),
      ],
      parts,
    );
    assert.deepEqual(
      again.measured.map((each) => each.measured),
      [ada, eve, bob, bob],
    );
  });

  it('takes what it knows from the cache, whatever else of the rubric changes', async () => {
    const cacheFolder = join(folder.path, 'cache');
    const given = [1, 2].map((seed) =>
      handIn(`s${seed}`, folder.write(`cached/${seed}.tflite`, otherModel('kws01', seed))),
    );
    const first = await measure(given, {}, { cacheFolder });
    assert.equal(first.fromCache, 0);
    const start = performance.now();
    const second = await measure(given, {}, { cacheFolder });
    assert.equal(second.fromCache, 2);
    assert.ok(performance.now() - start < 1000);
    assert.deepEqual(second.measured, first.measured);

    // What only scoring looks at changes nothing.
    const scored = {
      criteria: [],
      title: 'Another',
      several: 'latest',
      limits: { timeS: 50, memoryMb: 900, handInMb: 5 },
    } as const;
    assert.equal((await measure(given, scored, { cacheFolder })).fromCache, 2);

    const path = folder.write('cached/new.tflite', builtInModel('kws01'));
    const { measured, fromCache } = await measure([...given, handIn('new', path)], {}, { cacheFolder });
    assert.equal(fromCache, 2);
    assert.equal(measured[2]?.handIn.student.id, 'new');
  });

  it('ends what takes for ever, keeps that, and tries again when it is told to', async () => {
    const cacheFolder = join(folder.path, 'slow');
    const path = folder.write('slow-class/ada.zip', zipOf([{ name: 'm.tflite', content: otherModel('kws01', 5) }]));
    const given = [handIn('ada', path)];
    const limits = { ...rubric.limits, timeS: 0.001 };
    const { measured, fromCache } = await measure(given, { limits }, { cacheFolder });
    assert.equal(fromCache, 0);
    assert.deepEqual(
      measured[0]?.measured.problems.map(({ code, message, severity }) => [code, message, severity]),
      [['worker.time', 'The hand-in took longer than 0.001 s and was ended', 'fatal']],
    );
    assert.equal((await measure(given, { limits }, { cacheFolder })).fromCache, 1);
    assert.equal((await measure(given, { limits }, { cacheFolder, retry: true })).fromCache, 0);
  });

  it('is refused to the staff, and no student is at fault, where data or baseline cannot be used', async () => {
    const broken = join(folder.path, 'broken');
    await writeBuiltInDataset('kws01', broken, 12);
    rmSync(join(broken, readdirSync(broken).find((name) => name.endsWith('.bin')) ?? ''));
    const given = [handIn('ada', folder.write('b/ada.tflite', builtInModel('kws01')))];
    const isOf = (code: string, message: RegExp) => (error: unknown) =>
      error instanceof BenchError && error.code === code && message.test(error.message);
    await assert.rejects(
      measure(given, { data: { public: data, hidden: broken } }),
      isOf('grade.data', /^The hidden data .* is missing/),
    );
    await assert.rejects(
      measure(given, { data: { public: join(folder.path, 'none'), hidden: null } }),
      isOf('grade.data', /^The public data/),
    );
    const baseline = folder.write('baseline.tflite', 'no model');
    await assert.rejects(measure(given, { baseline }), isOf('grade.baseline', /cannot be measured/));
    const limits = { timeS: 0.05, memoryMb: 512, handInMb: 5 };
    const starter = folder.write('starter.tflite', builtInModel('kws01'));
    await assert.rejects(measure(given, { baseline: starter, limits }), isOf('grade.limits', /limits .* too low/));
  });

  it('says of a file that has gone that it has, and stops when it is told to', async () => {
    const { measured } = await measure([handIn('ada', join(folder.path, 'gone.zip'))]);
    assert.match(
      measured[0]?.measured.problems[0]?.message ?? '',
      /^The hand-in cannot be read: there is no such file/,
    );
    const stop = new AbortController();
    const given = [handIn('ada', folder.write('s/ada.tflite', otherModel('kws01', 6)))];
    const stopped = measure(given, {}, { signal: stop.signal });
    stop.abort(new Error('stopped'));
    await assert.rejects(stopped, /stopped/);
  });
});
