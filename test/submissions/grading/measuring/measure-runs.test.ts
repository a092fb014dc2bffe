import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../../../../harness/errors.ts';
import { measureTask } from '../../../../submissions/grading/measuring/measure-task.ts';
import type { Measured } from '../../../../submissions/grading/measuring/measured.ts';
import { needsModel } from '../../../../submissions/grading/measuring/plan.ts';
import type { MeasuringPlan } from '../../../../submissions/grading/measuring/plan.ts';
import { doubtOf, readCalibration } from '../../../../submissions/grading/measuring/read-calibration.ts';
import type { JudgeOn } from '../../../../submissions/grading/rubric/rubric.ts';
import { noiseBands } from '../../../../submissions/grading/scoring/noise-bands.ts';
import { writeBuiltInDataset } from '../../../../workloads/built-in/dataset.ts';
import { openDataset } from '../../../../workloads/datasets/dataset.ts';
import { prepareData } from '../../../../submissions/grading/measuring/prepared-data.ts';
import { kws01 } from '../../../../workloads/kws01/specification.ts';
import { criterionOf, latencyLine, rubricOf } from '../scoring/sample-class.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { builtInModel, kwsPlan, otherModel } from './measuring-plan.ts';
import { simulateSession } from './simulated-session.ts';

const allowed: JudgeOn = { kind: 'measured', device: null, allowsSimulated: true, calibration: null };

describe('What is measured of sessions', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const session = join(folder.path, 'session');
  let plan: MeasuringPlan;

  before(async () => {
    await writeBuiltInDataset('kws01', data, 24);
    await simulateSession(session, { dataset: data, modes: ['performance', 'accuracy'] });
    const prepared = join(folder.path, 'prepared');
    await prepareData(await openDataset(data, kws01), prepared);
    plan = await kwsPlan(folder.path, 1, {
      handIn: { kind: 'session', model: '*.tflite', requiredFiles: [] },
      judgeOn: allowed,
      data: [{ part: 'public', folder: prepared }],
    });
  });

  let copies = 0;
  /** A hand-in that is the session, with something done to it. */
  function copy(change: (path: string) => void = () => undefined): string {
    const path = join(folder.path, `copy-${++copies}`);
    cpSync(session, path, { recursive: true });
    change(path);
    return path;
  }

  function measure(path: string, rest: Partial<MeasuringPlan> = {}): Promise<Measured> {
    return measureTask({ path, plan: { ...plan, ...rest } });
  }

  function figure({ figures }: Measured, measure: string): { value: number; kind: string; basis: string } | undefined {
    return figures.find((one) => one.measure === measure);
  }

  function codes({ problems }: Measured): string[] {
    return problems.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
  }

  it('is latency, energy and accuracy as their evidence gives them', async () => {
    const whole = join(folder.path, 'whole');
    await simulateSession(whole, { dataset: data, modes: ['performance', 'accuracy', 'energy'] });
    const measured = await measure(whole);
    assert.deepEqual(codes(measured), []);
    const latency = figure(measured, 'latency');
    assert.ok((latency?.value ?? 0) > 1000 && latency?.kind === 'simulated');
    assert.equal(latency.basis, 'median of 5 windows');
    assert.ok((figure(measured, 'energy')?.value ?? 0) > 10);
    assert.ok((figure(measured, 'accuracy')?.value ?? 0) > 0.8);
    assert.equal(figure(measured, 'evidence')?.value, 1);
    assert.equal(figure(measured, 'flash'), undefined);
    assert.deepEqual(
      measured.runs.map(({ mode, verdict, isSimulated }) => [mode, verdict, isSimulated]),
      [
        ['performance', 'valid', true],
        ['accuracy', 'valid', true],
        ['energy', 'valid', true],
      ],
    );
    assert.match(measured.runs[0]?.logSha256 ?? '', /^[0-9a-f]{64}$/);
    assert.match(measured.runs[0]?.startedAt ?? '', /^20/);
    assert.match(measured.runs[0]?.device ?? '', /simulated cortex-m4/);
  });

  it('does not follow what the student typed', async () => {
    const path = copy((at) => {
      const file = join(at, 'kws01', 'performance', 'results.txt');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/\d+\.\d+ inf/g, '9999.000 inf'));
    });
    const [honest, typed] = [await measure(copy()), await measure(path)];
    assert.equal(figure(typed, 'latency')?.value, figure(honest, 'latency')?.value);
    assert.equal(figure(typed, 'evidence')?.value, 0);
    assert.equal(typed.runs[0]?.verdict, 'invalid');
    assert.equal(typed.runs[1]?.verdict, 'valid');
    assert.ok(typed.problems.some(({ file }) => file === 'kws01/performance/results.txt'));
    assert.ok(typed.problems.some(({ message }) => message.startsWith('results.txt: ')));
  });

  it('is not sound where the journal was changed', async () => {
    const path = copy((at) => {
      const file = join(at, 'kws01', 'performance', 'journal.jsonl');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"elapsedUs":(\d+)\d/g, '"elapsedUs":$1'));
    });
    const measured = await measure(path);
    assert.equal(figure(measured, 'evidence')?.value, 0);
    assert.equal(measured.runs.find(({ mode }) => mode === 'performance')?.verdict, 'invalid');
  });

  it('cannot be told of results without a log or journal', async () => {
    const path = copy((at) => {
      for (const name of ['journal.jsonl', 'manifest.json', 'log.txt', 'results.json']) {
        rmSync(join(at, 'kws01', 'performance', name));
      }
    });
    const measured = await measure(path);
    assert.equal(figure(measured, 'latency'), undefined);
    assert.equal(figure(measured, 'evidence')?.value, 0.5);
    assert.equal(measured.runs[0]?.verdict, 'unverifiable');
    assert.ok(codes(measured).includes('grade.no-evidence'));
  });

  it('says that shorter runs are noisier, and counts them', async () => {
    const path = join(folder.path, 'short');
    await simulateSession(path, { dataset: data, modes: ['performance'], options: { windows: 2, minSeconds: 1 } });
    const measured = await measure(path);
    assert.deepEqual(codes(measured), ['grade.short-run']);
    assert.equal(figure(measured, 'evidence')?.value, 0.5);
    assert.equal(figure(measured, 'latency')?.basis, 'median of 2 windows');
  });

  it('does not count a simulated board, or another one, where the rubric wants one', async () => {
    const path = copy();
    const real = await measure(path, { judgeOn: { ...allowed, allowsSimulated: false } });
    assert.deepEqual(codes(real), ['grade.simulated', 'grade.simulated']);
    assert.deepEqual(
      real.figures.map(({ measure: what }) => what),
      ['evidence'],
    );
    const other = await measure(path, { judgeOn: { ...allowed, device: 'NUCLEO-L4R5ZI' } });
    assert.match(other.problems.at(-1)?.message ?? '', /is of simulated cortex-m4.*, and NUCLEO-L4R5ZI is judged on$/);
    assert.equal(figure(other, 'latency'), undefined);
    const same = await measure(path, { judgeOn: { ...allowed, device: 'Simulated Cortex-M4' } });
    assert.deepEqual(codes(same), []);
  });

  it('takes accuracy from the model that was handed in along, and the rest of what a model tells', async () => {
    const path = copy((at) => {
      writeFileSync(join(at, 'model.tflite'), builtInModel('kws01'));
    });
    const measured = await measure(path);
    assert.deepEqual(codes(measured), []);
    assert.equal(figure(measured, 'accuracy')?.kind, 'derived');
    assert.equal(figure(measured, 'macs')?.value, 2_656_768);
  });

  it('sees that another model was on the board than was handed in', async () => {
    const path = copy((at) => {
      writeFileSync(join(at, 'model.tflite'), otherModel('kws01', 3));
    });
    const measured = await measure(path);
    assert.ok(codes(measured).includes('grade.other-model'));
    assert.equal(figure(measured, 'evidence')?.value, 0);
  });

  it('sees a fast model in the performance run of a more accurate one', async () => {
    const fast = folder.write('fast.tflite', otherModel('kws01', 5));
    const alone = join(folder.path, 'fast-alone');
    await simulateSession(alone, { dataset: data, modes: ['performance'], model: fast });
    writeFileSync(join(alone, 'model.tflite'), builtInModel('kws01'));
    const beside = await measure(alone);
    assert.deepEqual(codes(beside), ['grade.other-model']);
    assert.equal(figure(beside, 'evidence')?.value, 0);
    assert.equal(figure(beside, 'latency'), undefined);

    const mixed = copy((at) => {
      rmSync(join(at, 'kws01', 'performance'), { recursive: true });
      cpSync(join(alone, 'kws01', 'performance'), join(at, 'kws01', 'performance'), { recursive: true });
    });
    const modes = await measure(mixed);
    assert.ok(codes(modes).includes('grade.other-answers'));
    assert.equal(figure(modes, 'evidence')?.value, 0);
    assert.equal(figure(modes, 'latency'), undefined);
  });

  it('takes no latency of a run whose model cannot be told by its answers', async () => {
    const foreign = join(folder.path, 'foreign-data');
    await writeBuiltInDataset('kws01', foreign, 3);
    const labels = join(foreign, 'y_labels.csv');
    writeFileSync(labels, readFileSync(labels, 'utf8').replaceAll('builtin_', 'other_'));
    for (const name of readdirSync(foreign, { recursive: true, encoding: 'utf8' })) {
      if (name.includes('builtin_')) renameSync(join(foreign, name), join(foreign, name.replace('builtin_', 'other_')));
    }
    const path = join(folder.path, 'foreign');
    await simulateSession(path, { dataset: foreign, modes: ['performance'] });
    writeFileSync(join(path, 'model.tflite'), builtInModel('kws01'));
    const measured = await measure(path);
    assert.deepEqual(codes(measured), ['grade.not-compared']);
    assert.equal(figure(measured, 'latency'), undefined);
    assert.equal(figure(measured, 'evidence')?.value, 0.5);
  });

  it('takes no accuracy of other data, and counts what is missing as wrong', async () => {
    const other = join(folder.path, 'other-data');
    await writeBuiltInDataset('kws01', other, 20);
    const easy = join(folder.path, 'easy');
    await simulateSession(easy, { dataset: other, modes: ['accuracy'] });
    const measured = await measure(easy);
    assert.ok(codes(measured).includes('grade.other-data'));
    assert.equal(figure(measured, 'accuracy'), undefined);

    const part = join(folder.path, 'part');
    await simulateSession(part, { dataset: data, modes: ['accuracy'], options: { limit: 6 } });
    const some = await measure(part);
    assert.ok(codes(some).includes('grade.part-of-data'));
    assert.match(figure(some, 'accuracy')?.basis ?? '', /^[0-6] of 24 right$/);
  });

  it('is told of workloads of a course’s own too', async () => {
    const workload = folder.write(
      'commands.yaml',
      `name: commands
dataset: data
input: { type: int8, shape: [49, 10, 1] }
classes: [a, b, c, d, e, f, g, h, i, j, k, l]
metric: top1
target: 0.8
`,
    );
    const path = join(folder.path, 'commands');
    const board = `&workload=${workload}`;
    await simulateSession(path, { dataset: data, modes: ['performance', 'accuracy'], workload, board });
    const measured = await measure(path, { workload });
    assert.deepEqual(codes(measured), []);
    assert.ok((figure(measured, 'latency')?.value ?? 0) > 1000);
    assert.ok((figure(measured, 'accuracy')?.value ?? 0) > 0.8);
    assert.equal(figure(measured, 'evidence')?.value, 1);
  });

  it('says that there are no runs', async () => {
    folder.write('no-runs/report.txt', 'x');
    const measured = await measure(join(folder.path, 'no-runs'));
    assert.deepEqual(codes(measured), ['grade.no-session']);
    assert.equal(figure(measured, 'evidence')?.value, 0.5);
  });

  it('asks for a model only where something is judged that a model alone tells', async () => {
    const path = copy();
    const of = ({ problems }: Measured): string[] => problems.map(({ code }) => code);
    assert.ok(of(await measure(path)).includes('grade.no-model'));
    assert.deepEqual(of(await measure(path, { needsModel: false })), []);
    const session = { handIn: { kind: 'session', model: '*.tflite', requiredFiles: [] } } as const;
    assert.equal(needsModel(rubricOf([criterionOf('latency', 10, latencyLine)], session)), false);
    assert.equal(needsModel(rubricOf([criterionOf('macs', 10, latencyLine)], session)), true);
  });

  it('is the same whatever the folder is called', async () => {
    const [first, second] = [await measure(copy()), await measure(copy())];
    assert.deepEqual(second, first);
  });

  it('gives the noise of a board from a folder of sessions of one reference', async () => {
    const calibration = join(folder.path, 'calibration');
    cpSync(session, join(calibration, '1'), { recursive: true });
    for (const name of ['2', '3']) {
      await simulateSession(join(calibration, name), { dataset: data, modes: ['performance', 'accuracy'] });
    }
    const rubric = rubricOf([], { judgeOn: { ...allowed, calibration } });
    const runs = await readCalibration(calibration, rubric);
    assert.equal(runs.length, 3);
    assert.ok(runs.every(({ latencyUs, energyUj }) => latencyUs !== null && energyUj === null));
    assert.equal(runs.flatMap((each) => each.runs).length, 6);
    assert.equal(noiseBands(runs, ['latency'])[0]?.relative, 0);

    cpSync(session, join(calibration, 'copy'), { recursive: true });
    await assert.rejects(readCalibration(calibration, rubric), /1 and copy hold the same log: one is a copy/);
    rmSync(join(calibration, 'copy'), { recursive: true });
    const onBoard = runs.map((each) => ({ ...each, runs: each.runs.map((run) => ({ ...run, isSimulated: false })) }));
    assert.equal(
      doubtOf(onBoard),
      'all 3 sessions have exactly the same latency, which repeated runs on a board do not',
    );
    assert.equal(doubtOf(onBoard.map((each, index) => ({ ...each, latencyUs: 5000 + index }))), null);

    folder.write('calibration/4/kws01/performance/results.txt', 'x');
    writeFileSync(join(calibration, '3', 'kws01', 'accuracy', 'journal.jsonl'), 'x');
    const isRefused = (error: unknown): boolean =>
      error instanceof BenchError && error.code === 'grade.calibration' && error.message.includes('3: ');
    await assert.rejects(readCalibration(calibration, rubric), isRefused);
    folder.write('no-calibration/readme.txt', 'x');
    await assert.rejects(readCalibration(join(folder.path, 'no-calibration'), rubric), /there are no sessions in it/);
  });
});
