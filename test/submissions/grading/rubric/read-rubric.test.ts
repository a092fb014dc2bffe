import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { BenchError } from '../../../../harness/errors.ts';
import { parseRubric } from '../../../../submissions/grading/rubric/parse-rubric.ts';
import { readRubric, rubricTemplate } from '../../../../submissions/grading/rubric/read-rubric.ts';
import type { Rubric } from '../../../../submissions/grading/rubric/rubric.ts';

const lines = [
  'title: Small and fast', // 1
  'hand-in: { kind: model }',
  'workload: kws01',
  'data: { public: built-in }',
  'judge-on: { estimate: nucleo-l4r5zi }', // 5
  'baseline: built-in:kws01',
  'points: 100',
  'criteria:',
  '  - { id: accuracy, measure: accuracy, weight: 60, thresholds: [{ at: 88 %, share: 50 % }, { at: 92 %, share: 1 }] }',
  '  - { id: latency, measure: latency, weight: 40, linear: { none: 60 ms, full: 20 ms } }', // 10
  'conditions:',
  '  - { measure: accuracy, at-least: 88 % }',
];

/** The rubric above with other lines in the place of some, by number. */
function rubricWith(changes: Readonly<Record<number, string>>): string {
  return lines.map((line, index) => changes[index + 1] ?? line).join('\n');
}

/** What is on the disk of these tests. */
const disk: Readonly<Record<string, 'file' | 'folder'>> = {
  [resolve('/course/hidden')]: 'folder',
  [resolve('/course/public')]: 'folder',
  [resolve('/course/runs')]: 'folder',
  [resolve('/course/base.tflite')]: 'file',
};

function read(changes: Readonly<Record<number, string>> = {}): Rubric {
  return parse(rubricWith(changes));
}

function parse(text: string): Rubric {
  return parseRubric(text, '/course/rubric.yaml', (path) => disk[path] ?? null);
}

/** The lines of the problems and what they say. */
function problemsIn(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof BenchError && error.code === 'rubric.invalid', String(error));
    assert.match(error.message, /^\/course\/rubric\.yaml is no usable rubric:\n/);
    return error.message.split('\n').slice(1);
  }
  return [];
}

/** The only problem is on this line and says this. */
function refuses(changes: Readonly<Record<number, string>>, line: number, reason: RegExp): void {
  const problems = problemsIn(rubricWith(changes));
  assert.equal(problems.length, 1, problems.join('\n') || 'nothing was refused');
  assert.match(problems[0] ?? '', new RegExp(`^ {2}line ${line}: `));
  assert.match(problems[0] ?? '', reason);
}

function criterion(rest: string): Record<number, string> {
  return { 10: `  - { id: latency, weight: 40, ${rest} }` };
}

describe('A rubric', () => {
  it('is read with what is left out filled in', () => {
    const rubric = read();
    assert.deepEqual(rubric.handIn, { kind: 'model', model: '*.tflite', requiredFiles: [] });
    assert.deepEqual(rubric.data, { public: 'built-in', hidden: null });
    assert.deepEqual(rubric.limits, { timeS: 60, memoryMb: 1000, handInMb: 50 });
    assert.deepEqual([rubric.several, rubric.late, rubric.showHidden], ['best', null, false]);
    assert.deepEqual(rubric.criteria[0], {
      id: 'accuracy',
      title: 'Accuracy',
      measure: 'accuracy',
      data: 'public',
      weight: 60,
      isExtra: false,
      scoring: {
        kind: 'thresholds',
        steps: [
          { at: 0.88, share: 0.5 },
          { at: 0.92, share: 1 },
        ],
      },
    });
    assert.deepEqual(rubric.conditions, [
      { title: 'Accuracy: at least 88 %', measure: 'accuracy', data: 'public', bound: 0.88, otherwiseAtMost: 0 },
    ]);
    assert.match(rubric.sha256, /^[0-9a-f]{64}$/);
  });

  it('is read with all that it can say, paths from its own folder on', () => {
    const rubric = parse(`
title: Everything
hand-in: { kind: session, model: model.tflite, required-files: [report.pdf, 'code/*.py'], most: 20 MiB }
workload: kws
data: { public: public, hidden: hidden }
judge-on: { measured: any, simulated: allowed, calibration: runs }
baseline: base.tflite
points: 20.5
criteria:
  - { id: a, title: Lost, measure: accuracy-lost, data: hidden, weight: 20.5, linear: { none: 4 %, full: 0.5 % } }
  - { id: b, measure: energy, weight: 3, extra: true, rank: { last: 10 % } }
  - { id: c, measure: macs, weight: 3, extra: true, rank: {} }
conditions:
  - { title: Small, measure: flash, at-most: 256 KiB, otherwise-at-most: 50 % }
late:
  deadline: 2026-12-01T23:59+01:00
  grace: 15 min
  per-day: 10 %
  most-days: 5
  late-worse: counts
several: latest
limits: { time: 2 min, memory: 512 MB }
show-hidden: true
`);
    assert.equal(rubric.workload, 'kws01');
    assert.deepEqual(rubric.handIn.requiredFiles, ['report.pdf', 'code/*.py']);
    assert.deepEqual(rubric.data, { public: resolve('/course/public'), hidden: resolve('/course/hidden') });
    assert.deepEqual(rubric.judgeOn, {
      kind: 'measured',
      device: null,
      allowsSimulated: true,
      calibration: resolve('/course/runs'),
    });
    assert.equal(rubric.baseline, resolve('/course/base.tflite'));
    assert.deepEqual(
      rubric.criteria.map(({ title, isExtra, scoring }) => [title, isExtra, scoring]),
      [
        ['Lost', false, { kind: 'linear', none: 0.04, full: 0.005 }],
        ['Energy', true, { kind: 'rank', last: 0.1 }],
        ['Multiply-accumulates', true, { kind: 'rank', last: 0 }],
      ],
    );
    assert.deepEqual(rubric.late, {
      deadline: new Date('2026-12-01T22:59:00Z'),
      graceMinutes: 15,
      sharePerDay: 0.1,
      mostDays: 5,
      lateWorse: 'counts',
    });
    assert.deepEqual(rubric.conditions[0]?.bound, 262_144);
    assert.deepEqual([rubric.several, rubric.showHidden], ['latest', true]);
    assert.deepEqual(rubric.limits, { timeS: 120, memoryMb: 512, handInMb: 20.971_52 });
  });

  it('names a key that was meant instead of an unknown one', () => {
    refuses({ 3: 'workload: kws01\nlimts: {}' }, 4, /limts is no setting of a rubric; did you mean limits\?/);
    refuses({ 3: 'workload: kws01\ncolour: red' }, 4, /colour is no setting of a rubric$/);
    refuses(criterion('wieght: 4, measure: flash, rank: {}'), 10, /did you mean weight\?/);
    const typos = '  - { id: latency, wieght: 40, measure: latency, linear: { none: 60, full: 20 ms } }';
    assert.equal(problemsIn(rubricWith({ 10: typos })).length, 3);
    assert.deepEqual(problemsIn(rubricWith({ 12: '  - { at-least: 88 % }' })), [
      '  line 12: conditions.0: measure is missing',
    ]);
    assert.deepEqual(problemsIn(rubricWith({ 12: '  - 7' })), ['  line 12: conditions.0 must be object']);
    refuses({ 2: 'hand-in: { kind: model, require-files: [a] }' }, 2, /did you mean required-files\?/);
  });

  it('is told all of its problems at once, by line', () => {
    const problems = problemsIn(
      rubricWith({
        2: 'hand-in: { kind: modle }',
        3: 'workload: kws1',
        5: 'judge-on: { estimate: nucleo-l4r5zj }',
        7: 'points: 90',
        10: '  - { id: accuracy, measure: latency, weight: 40, linear: { none: 20 ms, full: 60 ms } }',
        12: '  - { measure: accuracy, at-most: 88 % }\nlate: { deadline: 2026-12-01 }\ncolour: 1',
      }),
    );
    const wanted = [
      /^ {2}line 2: hand-in\.kind must be one of model, session, submission$/,
      /^ {2}line 3: workload is no workload that is known; did you mean kws01\?$/,
      /^ {2}line 5: judge-on\.estimate is no board of the catalogue; did you mean nucleo-l4r5zi\?$/,
      /^ {2}line 7: points is 90, but the weights of the criteria add up to 100 \(60 \+ 40\)$/,
      /^ {2}line 10: criteria\.1\.id is accuracy, as is that of criteria\.0: each needs its own$/,
      /^ {2}line 10: criteria\.1\.linear\.full is the wrong way round: of latency less is better/,
      /^ {2}line 12: conditions\.0\.at-most is the wrong way round: of accuracy more is better, so say at-least$/,
      /^ {2}line 13: late\.deadline must be a day and a time with an offset, such as 2026-12-01T23:59\+01:00$/,
      /^ {2}line 14: colour is no setting of a rubric$/,
    ];
    assert.equal(problems.length, wanted.length, problems.join('\n'));
    wanted.forEach((reason, index) => {
      assert.match(problems[index] ?? '', reason);
    });
  });

  it('needs what it cannot do without', () => {
    assert.deepEqual(problemsIn('title: Nothing else'), [
      '  line 1: hand-in is missing',
      '  line 1: workload is missing',
      '  line 1: judge-on is missing',
      '  line 1: points is missing',
      '  line 1: criteria is missing',
    ]);
    assert.match(problemsIn('')[0] ?? '', /the file must be object/);
    assert.match(problemsIn('- 1')[0] ?? '', /the file must be object/);
  });

  it('has weights that add up to its points, but for the extra ones', () => {
    refuses({ 7: 'points: 99.5' }, 7, /is 99\.5, but the weights of the criteria add up to 100 \(60 \+ 40\)/);
    refuses({ 7: 'points: 60.001' }, 7, /no more than two decimals/);
    refuses({ 7: 'points: lots' }, 7, /points must be number/);
    const extra = '\n  - { id: more, measure: flash, weight: 7, extra: true, rank: {} }';
    assert.equal(read({ 10: `${lines[9] ?? ''}${extra}` }).criteria.length, 3);
    assert.equal(
      read({ 7: 'points: 0.3', 9: lines[8]?.replace('60', '0.1') ?? '', 10: lines[9]?.replace('40', '0.2') ?? '' })
        .points,
      0.3,
    );
  });

  it('has steps that rise, and give everything in the end', () => {
    const steps = (measure: string, list: string): Record<number, string> =>
      criterion(`measure: ${measure}, thresholds: [${list}]`);
    refuses(
      steps('flash', '{ at: 40 kB, share: 50 % }, { at: 60 kB, share: 1 }'),
      10,
      /of flash less is better, so a greater share needs less than the 40 kB/,
    );
    refuses(steps('accuracy', '{ at: 92 %, share: 50 % }, { at: 90 %, share: 1 }'), 10, /more than the 92 %/);
    refuses(steps('accuracy', '{ at: 90 %, share: 1 }, { at: 92 %, share: 50 % }'), 10, /the least comes first/);
    refuses(
      steps('accuracy', '{ at: 90 %, share: 50 % }, { at: 92 %, share: 80 % }'),
      10,
      /must be 100 %: lower the weight/,
    );
    refuses(steps('accuracy', ''), 10, /must NOT have fewer than 1 items/);
    refuses(steps('accuracy', '{ at: 90 % }'), 10, /share is missing/);
  });

  it('has lines that lead from nothing to everything', () => {
    refuses(criterion('measure: flash, linear: { none: 4 kB, full: 4 kB }'), 10, /full is the same as none/);
    refuses(criterion('measure: accuracy, linear: { none: 90 %, full: 80 % }'), 10, /full must be more than none/);
    refuses(criterion('measure: flash, linear: { none: 40, full: 4 kB }'), 10, /needs a unit, such as 40 kB or 64 KiB/);
    refuses(criterion('measure: flash, linear: { none: 4 kB, full: -4 kB }'), 10, /less than nothing/);
  });

  it('scores each criterion in one way', () => {
    refuses(criterion('measure: flash'), 10, /must have one of thresholds, linear and rank, and has none/);
    refuses(criterion('measure: flash, rank: {}, linear: { none: 4 kB, full: 1 kB }'), 10, /more than one/);
    refuses(criterion('measure: flash, rank: { last: 100 % }'), 10, /gives everybody everything/);
  });

  it('has shares of 0 to 100 %, and says how they are written', () => {
    refuses(criterion('measure: flash, rank: { last: 50 }'), 10, /50 % is written 50 % or 0\.5/);
    refuses(criterion('measure: flash, rank: { last: 150 % }'), 10, /is 150 %, and must be 0 to 100 %/);
    refuses(criterion('measure: flash, rank: { last: -1 % }'), 10, /is -1 %/);
    refuses({ 12: '  - { measure: accuracy, at-least: 1 }' }, 12, /may mean 1 % or 100 %/);
    refuses({ 12: '  - { measure: accuracy, at-least: 88 }' }, 12, /88 % is written 88 % or 0\.88/);
  });

  it('is about what is measured', () => {
    const measured = 'judge-on: { measured: any }';
    refuses({ 5: measured }, 10, /a model alone comes with no measurement/);
    refuses(criterion('measure: evidence, rank: {}'), 10, /a model alone comes with none/);
    refuses(criterion('measure: files, rank: {}'), 10, /required-files names none/);
    refuses(criterion('measure: accuracy, data: hidden, rank: {}'), 10, /data\.hidden names none/);
    refuses(criterion('measure: flash, data: public, rank: {}'), 10, /flash has nothing to do with data/);
    refuses({ ...criterion('measure: accuracy-lost, rank: {}'), 6: '' }, 10, /baseline names none/);
    refuses(
      { 12: '  - { measure: energy, at-most: 1 mJ }', 5: 'judge-on: { estimate: vcu128 }' },
      12,
      /nothing that was published allows an estimate of it for vcu128/,
    );
    refuses({ 12: '  - { measure: accuracy }' }, 12, /at-least is missing/);
    refuses({ 5: 'judge-on: { estimate: nucleo-l4r5zi, calibration: runs }' }, 5, /goes with measured/);
    refuses({ 5: 'judge-on: { measured: any, estimate: nucleo-l4r5zi }' }, 5, /and has both/);
    refuses({ 5: 'judge-on: {}' }, 5, /and has neither/);
  });

  it('names what is there', () => {
    refuses({ 4: 'data: { public: nowhere }' }, 4, /names nowhere, and there is no such folder \(from \/course on\)/);
    refuses({ 4: 'data: { public: base.tflite }' }, 4, /which is a file and no folder/);
    refuses({ 4: 'data: { public: hidden, hidden: hidden }' }, 4, /is the same folder as the public part/);
    refuses({ 6: 'baseline: other.tflite' }, 6, /no such file/);
    refuses({ 6: 'baseline: built-in:kws09' }, 6, /no built-in model; there are built-in:kws01/);
    refuses({ 3: 'workload: ic02' }, 4, /there are no built-in data of ic02/);
    refuses({ 3: 'workload: birds.yaml' }, 3, /names birds\.yaml, and there is no such file/);
  });

  it('keeps files and limits within reason', () => {
    const handIn = (rest: string): Record<number, string> => ({ 2: `hand-in: { kind: model, ${rest} }` });
    refuses(handIn('model: ../secret.tflite'), 2, /name or pattern within the hand-in/);
    refuses(handIn('required-files: [/etc/passwd]'), 2, /hand-in\.required-files\.0 must be a name or pattern/);
    refuses(handIn('most: 50'), 2, /needs a unit, such as 512 MB/);
    refuses({ 3: 'workload: kws01\nlimits: { time: 10 ms }' }, 4, /must be 1 s to 24 h/);
    refuses({ 3: 'workload: kws01\nlimits: { memory: 1 MB }' }, 4, /must be 64 MB or more/);
  });

  it('has a deadline that is one instant', () => {
    const deadline = (written: string): Record<number, string> => ({
      3: `workload: kws01\nlate: { deadline: '${written}' }`,
    });
    refuses(deadline('2026-12-01T23:59'), 4, /needs an offset.*is another instant in every time zone/);
    refuses(deadline('2026-02-30T23:59Z'), 4, /is no instant that there is: 2026-02-30/);
    refuses(deadline('2026-12-01T24:00Z'), 4, /no instant/);
    refuses(deadline('tomorrow'), 4, /must be a day and a time/);
    const read4 = (written: string): string | undefined => read(deadline(written)).late?.deadline.toISOString();
    assert.equal(read4('2026-12-01 23:59:30 -0530'), '2026-12-02T05:29:30.000Z');
    assert.equal(read4('2026-12-01T23:59Z'), '2026-12-01T23:59:00.000Z');
    refuses({ 3: 'workload: kws01\nlate: { deadline: 2026-12-01T23:59Z, per-day: 10 }' }, 4, /10 % is written/);
    refuses({ 3: 'workload: kws01\nlate: { deadline: 2026-12-01T23:59Z, grace: 15 }' }, 4, /needs a unit/);
  });

  it('stops what YAML could be made to do', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi']) {
      bomb.push(`${to ?? ''}: &${to ?? ''} [${Array.from({ length: 9 }, () => `*${from ?? ''}`).join(',')}]`);
    }
    assert.match(problemsIn(bomb.join('\n'))[0] ?? '', /aliases that are unknown or too many/);
    for (const level of ['[', '{a: ', '[\n', '- ', '? ']) {
      assert.deepEqual(problemsIn(level.repeat(50_000)), ['  line 1: it is nested too deeply']);
    }
    assert.match(problemsIn(rubricWith({ 3: 'workload: kws01\nworkload: ad01' }))[0] ?? '', /line 4: .*unique/);
    assert.match(problemsIn(rubricWith({ 1: 'title: [' }))[0] ?? '', /^ {2}line \d+: /);
    assert.ok(problemsIn(rubricWith({ 3: 'workload: kws01\n"\\e[31mred": 1' }))[0]?.includes('\u{fffd}[31mred'));
  });

  it('is read or refused by line, whatever stands in it', () => {
    const parts = fc.record(
      {
        id: fc.constantFrom('a', 7),
        measure: fc.constantFrom('flash', 'accuracy', 'energy', 'other', null),
        weight: fc.constantFrom(100, '100'),
        thresholds: fc.constantFrom([], [{ at: '4 kB' }], [{ at: [], share: 1 }], [7], {}),
        linear: fc.constantFrom({ none: '4 kB', full: {} }, { none: 0.5 }, '4 kB', { none: '5 kB', full: '1 kB' }),
        rank: fc.constantFrom(null, {}, { last: [] }),
        'at-least': fc.constantFrom('88 %', null),
        'at-most': fc.constantFrom('4 kB', {}),
      },
      { requiredKeys: [] },
    );
    const anything = fc
      .oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.oneof(parts, fc.constantFrom(null, 7, [])), { maxLength: 3 }))
      .map((value) => JSON.stringify(value));
    const keys = fc.constantFrom(
      'hand-in',
      'workload',
      'data',
      'judge-on',
      'baseline',
      'points',
      'criteria',
      'conditions',
      'late',
      'limits',
    );
    fc.assert(
      fc.property(keys, anything, (key, value) => {
        const kept = lines.filter(
          (line) =>
            !line.startsWith(`${key}:`) && (line.startsWith(' ') ? key !== 'criteria' && key !== 'conditions' : true),
        );
        for (const problem of problemsIn([...kept, `${key}: ${value}`].join('\n')))
          assert.match(problem, /^ {2}(line \d+: |and \d+ more)/);
      }),
      { numRuns: 100 },
    );
  });
});

describe('The file of a rubric', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-rubric-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const refusesFile = async (file: string, reason: RegExp): Promise<void> => {
    await assert.rejects(readRubric(file), (error) => {
      assert.ok(error instanceof BenchError && error.code === 'rubric.unreadable' && error.exitStatus === 2);
      assert.match(error.message, reason);
      return true;
    });
  };

  it('is by template one that is in order wherever it is put, and not late for ever', async () => {
    const file = join(folder, 'rubric.yaml');
    writeFileSync(file, rubricTemplate());
    const rubric = await readRubric(file);
    assert.equal(rubric.file, file);
    assert.equal(rubric.late, null);
    assert.deepEqual(
      rubric.criteria.map(({ id }) => id),
      ['accuracy', 'latency', 'sram', 'flash', 'fewest-macs'],
    );
  });

  it('explains by template every key that there is', () => {
    const template = rubricTemplate();
    for (const key of [
      'required-files',
      'hidden',
      'measured',
      'simulated',
      'calibration',
      'baseline',
      'thresholds',
      'linear',
      'rank',
      'extra',
      'otherwise-at-most',
      'deadline',
      'grace',
      'per-day',
      'most-days',
      'late-worse',
      'several',
      'memory',
      'show-hidden',
    ]) {
      assert.match(template, new RegExp(`\\b${key}:`), key);
    }
  });

  it('has in its commented lines nothing that would be refused', () => {
    const late = rubricTemplate().replaceAll(/^# (late:| {2}(?:deadline|grace|per-day|most-days|late-worse):)/gm, '$1');
    const rubric = parse(
      late
        .replace('# required-files', 'required-files')
        .replace('# hidden:', 'hidden:')
        .replace('../hidden-data', 'hidden'),
    );
    assert.deepEqual([rubric.late?.sharePerDay, rubric.late?.mostDays, rubric.late?.graceMinutes], [0.1, 5, 15]);
    assert.equal(rubric.handIn.requiredFiles.length, 2);
  });

  it('must be there, be text, and be no larger than rubrics are', async () => {
    await refusesFile(join(folder, 'none.yaml'), /none\.yaml cannot be read: there is no such file or folder/);
    await refusesFile(folder, /cannot be read/);
    writeFileSync(join(folder, 'large.yaml'), ' '.repeat(300_000));
    await refusesFile(join(folder, 'large.yaml'), /it has 300000 bytes/);
    writeFileSync(join(folder, 'bytes.yaml'), new Uint8Array([0xff, 0xfe, 0x00]));
    await refusesFile(join(folder, 'bytes.yaml'), /no UTF-8 text/);
  });
});
