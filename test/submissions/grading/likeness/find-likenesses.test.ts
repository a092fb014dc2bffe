import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findLikenesses } from '../../../../submissions/grading/likeness/find-likenesses.ts';
import type { Figure } from '../../../../submissions/grading/measuring/measured.ts';
import type { MeasuredHandIn } from '../../../../submissions/grading/scoring/grades.ts';
import { sha256 } from '../../../../workloads/datasets/digest.ts';
import { Random } from '../../../../workloads/built-in/random.ts';
import { builtInGraph, withNewNames, withNewNumbers, withNoise, withOtherScales } from './changed-models.ts';
import { accuracyOf, found, handInOf, modelOf, modelWithAnswers, runOf } from './sample-hand-ins.ts';

const kws = modelOf(builtInGraph('kws01'));
const renamed = modelOf(withNewNumbers(withNewNames(builtInGraph('kws01')), new Random(4)));
const vww = modelOf(builtInGraph('vww01'));

describe('The list of likenesses', () => {
  it('is empty for a class in which nobody copied', () => {
    const handIns = [handInOf('a', { model: kws }), handInOf('b', { model: vww }), handInOf('c')];
    assert.deepEqual(findLikenesses(handIns), []);
    assert.deepEqual(findLikenesses([]), []);
  });

  it('tells the same hand-in of two students, and not besides that its model and its log are the same', () => {
    const same = { digest: sha256('same'), model: kws, runs: [runOf('one')] };
    const likenesses = findLikenesses([handInOf('a', same), handInOf('b', same)]);
    assert.deepEqual(found(likenesses), ['same-hand-in certain: a b']);
    assert.deepEqual(likenesses[0]?.handIns, ['a-1.zip', 'b-1.zip']);
    assert.match(likenesses[0].evidence[0] ?? '', /“a-1\.zip” and “b-1\.zip” is byte for byte the same/);
  });

  it('never calls several hand-ins of one student copies of each other', () => {
    const same = { digest: sha256('same'), model: kws, runs: [runOf('one')] };
    const near = { model: modelOf(withNoise(builtInGraph('kws01'), 0.01, new Random(1))) };
    assert.deepEqual(
      findLikenesses([
        handInOf('a', same),
        handInOf('a', same, 2),
        handInOf('a', { model: renamed }, 3),
        handInOf('a', near, 4),
      ]),
      [],
    );
  });

  it('takes a group for one owner, and names all of it beside somebody else', () => {
    const same = { digest: sha256('same'), model: kws, runs: [runOf('one')] };
    const together = (id: string): MeasuredHandIn => {
      const { handIn, measured } = handInOf(id, same);
      return { handIn: { ...handIn, path: '/group.zip', name: 'group.zip' }, measured };
    };
    const group = [together('a'), together('b')];
    assert.deepEqual(findLikenesses(group), []);
    assert.deepEqual(findLikenesses([...group, handInOf('b', same, 2)]), []);
    const [likeness, ...others] = findLikenesses([...group, handInOf('c', same)]);
    assert.deepEqual(others, []);
    assert.deepEqual(likeness?.students, ['a', 'b', 'c']);
    assert.deepEqual(likeness.handIns, ['c-1.zip', 'group.zip']);
  });

  it('leaves hand-ins without a byte alone, which are all the same', () => {
    const empty = { digest: sha256(''), bytes: 0 };
    assert.deepEqual(findLikenesses([handInOf('a', empty), handInOf('b', empty)]), []);
  });

  it('tells the same model in different hand-ins', () => {
    const likenesses = findLikenesses([handInOf('a', { model: kws }), handInOf('b', { model: kws })]);
    assert.deepEqual(found(likenesses), ['same-model certain: a b']);
  });

  it('tells a model that was renamed, and whom each of three copied in which way', () => {
    const likenesses = findLikenesses([
      handInOf('a', { model: kws }),
      handInOf('b', { model: kws }),
      handInOf('c', { model: renamed }),
      handInOf('d', { model: modelOf(withOtherScales(builtInGraph('kws01'), 1.1)) }),
      handInOf('e', { model: vww }),
    ]);
    assert.deepEqual(found(likenesses), [
      'same-model certain: a b',
      'same-graph certain: a b c',
      'near-weights strong: a b c d',
    ]);
  });

  it('calls nobody a copier for the model that everybody was given, and tells who handed it in unchanged', () => {
    const handIns = [handInOf('a', { model: kws }), handInOf('b', { model: renamed }), handInOf('c', { model: vww })];
    const likenesses = findLikenesses(handIns, { givenModels: [kws] });
    assert.deepEqual(found(likenesses), ['given-model hint: a b']);
    assert.match(likenesses[0]?.evidence[0] ?? '', /everybody was given, unchanged/);
  });

  it('tells the same log, also where it is one that the course made', () => {
    const handIns = [
      handInOf('a', { runs: [runOf('one')] }),
      handInOf('b', { runs: [runOf('one'), runOf('two', { mode: 'accuracy' })] }),
      handInOf('c', { runs: [runOf('ours')] }),
    ];
    assert.deepEqual(found(findLikenesses(handIns, { givenRuns: [runOf('ours')] })), [
      'same-log certain: a b',
      'same-log certain: c',
    ]);
  });

  it('tells a run whose board was renamed by its laps, but not for simulated boards, which have no noise', () => {
    const laps = { lapsSha256: sha256('laps') };
    const handIns = (isSimulated: boolean) => [
      handInOf('a', { runs: [runOf('a', { ...laps, device: 'mine', isSimulated })] }),
      handInOf('b', { runs: [runOf('b', { ...laps, device: 'also mine', isSimulated })] }),
    ];
    const likenesses = findLikenesses(handIns(false));
    assert.deepEqual(found(likenesses), ['same-session strong: a b']);
    assert.match(
      likenesses[0]?.evidence[0] ?? '',
      /the board “also mine” in “b-1\.zip”; the board “mine” in “a-1\.zip”/,
    );
    assert.deepEqual(findLikenesses(handIns(true)), []);
  });

  it('tells runs of several boards, and of others than the rubric asks for', () => {
    const on = (id: string, device: string) => runOf(`${id} ${device}`, { device });
    const handIns = [
      handInOf('a', { runs: [on('a', 'NUCLEO-L4R5ZI 17')] }),
      handInOf('b', { runs: [on('b', 'NUCLEO-L4R5ZI 3')] }),
      handInOf('b', { runs: [on('b', 'NUCLEO-L4R5ZI 4')] }, 2),
      handInOf('c', { runs: [on('c', 'NUCLEO-L4R5ZI 5'), on('c', 'NUCLEO-L4R5ZI 6')] }),
      handInOf('d', { runs: [on('d', 'disco-f7')] }),
    ];
    assert.deepEqual(found(findLikenesses(handIns, { device: 'nucleo-l4r5zi' })), [
      'other-device strong: c',
      'other-device strong: d',
      'other-device hint: b',
    ]);
  });

  it('tells runs that overlap on one board as a hint, not those that follow each other', () => {
    const run = (id: string, minute: number) =>
      runOf(id, { device: 'board 7', startedAt: `2026-03-01T10:${minute}:00Z`, durationS: 120 });
    const handIns = (minute: number) => [
      handInOf('a', { runs: [run('a', 10), run('a again', 30)] }),
      handInOf('b', { runs: [run('b', minute)] }),
    ];
    const likenesses = findLikenesses(handIns(31));
    assert.deepEqual(found(likenesses), ['overlapping-runs hint: a b']);
    assert.match(likenesses[0]?.evidence[0] ?? '', /overlap by 60 s, both on a board that calls itself “board 7”/);
    assert.deepEqual(findLikenesses(handIns(12)), []);
    assert.deepEqual(findLikenesses(handIns(40)), []);
  });

  it('lets nothing of what students wrote steer a terminal', () => {
    const hostile = '\u{1b}[2J<b>\u{202e}gpj.exe';
    const named = (each: MeasuredHandIn): MeasuredHandIn => ({ ...each, handIn: { ...each.handIn, name: hostile } });
    const runs = [
      runOf('one', { device: hostile, startedAt: hostile, folder: hostile }),
      runOf('two', { device: `other ${hostile}`, startedAt: hostile, folder: hostile }),
    ];
    const likenesses = findLikenesses([
      named(handInOf('a', { model: kws, runs })),
      named(handInOf('b', { model: renamed, runs })),
      handInOf('c', { runs: [runOf('one', { logSha256: hostile, device: hostile })] }),
    ]);
    assert.ok(likenesses.length >= 4);
    for (const { evidence } of likenesses) assert.doesNotMatch(evidence.join(''), /[\p{Cc}\p{Cf}]/u);
  });

  it('is the same in whatever order the hand-ins come', () => {
    const graph = builtInGraph('kws01');
    const models = [kws, renamed, vww, ...[0.02, 0.1].map((noise) => modelOf(withNoise(graph, noise, new Random(3))))];
    const measured = fc.record({
      model: fc.constantFrom(null, ...models),
      runs: fc.array(
        fc.constantFrom('1', '2', '3').map((id) => runOf(id, { device: `board ${id}` })),
        { maxLength: 2 },
      ),
      figures: fc.constantFrom<Figure[]>([], [accuracyOf('public', 480, 500), accuracyOf('hidden', 300, 500)]),
    });
    const handIn = fc
      .tuple(fc.constantFrom('ann', 'bo', 'çelik', '李'), measured, fc.integer({ min: 1, max: 3 }))
      .map(([id, content, attempt]) => handInOf(id, { ...content, digest: sha256(JSON.stringify(content)) }, attempt));
    const lists = fc
      .array(handIn, { maxLength: 8 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(lists, ([list, shuffled]) => {
        const [one, other] = [list, shuffled].map((each) => findLikenesses(each));
        assert.deepEqual(one, other);
        for (const { kind, students } of one ?? []) {
          assert.deepEqual(students, [...new Set(students)].sort());
          if (kind !== 'memorised' && kind !== 'other-device' && kind !== 'given-model') assert.ok(students.length > 1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of 300 hand-ins of one architecture takes less than two seconds', () => {
    const graph = builtInGraph('kws01');
    const random = new Random(8);
    const models = Array.from({ length: 6 }, (_, seed) =>
      modelOf(withNoise(graph, 0.05 + 0.05 * seed, new Random(seed))),
    );
    const handIns = Array.from({ length: 300 }, (_, index) => {
      const model = models[index % 6] ?? kws;
      const answers = Array.from({ length: 500 }, (_, row) =>
        random.chance(0.1) ? `${(row + 1) % 12}!` : `${row % 12}`,
      );
      const weights = model.weights.map(({ values, ...sketch }) => ({
        ...sketch,
        ...{ sha256: sha256(`${index} ${sketch.sha256}`), sortedSha256: sha256(`${index} sorted ${sketch.sha256}`) },
        values: values.map((value) => value + random.below(9)),
      }));
      const own = { ...model, weights, sha256: sha256(`${index}`), graphSha256: sha256(`graph ${index}`) };
      return handInOf(`s${index}`, {
        model: { ...own, answers: answers.join(',') },
        figures: [accuracyOf('public', 450, 500), accuracyOf('hidden', 445, 500)],
        runs: [runOf(`s${index}`, { device: 'board', startedAt: '2026-03-01T10:00:00Z', durationS: 60 })],
      });
    });
    // The best of two, because other things run on this machine as well.
    const seconds = [1, 2].map(() => {
      const before = process.cpuUsage();
      findLikenesses(handIns, { givenModels: [kws] });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    });
    assert.ok(Math.min(...seconds) < 2, `${seconds.join(' and ')} s`);
  });
});

describe('Models that have memorised the public data', () => {
  const honest = (id: string, hidden = 440) =>
    handInOf(id, { figures: [accuracyOf('public', 450, 500), accuracyOf('hidden', hidden, 500)] });
  const memorising = handInOf('m', { figures: [accuracyOf('public', 499, 500), accuracyOf('hidden', 430, 500)] });

  it('show in the hidden part', () => {
    const likenesses = findLikenesses([honest('a'), honest('b', 460), memorising]);
    assert.deepEqual(found(likenesses), ['memorised strong: m']);
    assert.match(likenesses[0]?.evidence[0] ?? '', /99\.8 % \(499 of 500 right\) on the public data and 86\.0 %/);
  });

  it('are not told from others where the hidden data are harder for the whole class', () => {
    const harder = Array.from({ length: 7 }, (_, index) => honest(`s${index}`, 370 + index));
    assert.deepEqual(found(findLikenesses(harder)), []);
    const worse = handInOf('m', { figures: [accuracyOf('public', 499, 500), accuracyOf('hidden', 300, 500)] });
    assert.deepEqual(found(findLikenesses([...harder, worse])), ['memorised strong: m']);
  });

  it('cannot be told on few samples, nor without a hidden part', () => {
    const few = handInOf('a', { figures: [accuracyOf('public', 20, 20), accuracyOf('hidden', 16, 20)] });
    const one = handInOf('b', { figures: [accuracyOf('public', 500, 500)] });
    assert.deepEqual(findLikenesses([few, one]), []);
  });

  it('are seldom seen in a class that only had luck', () => {
    const random = new Random(21);
    const right = (samples: number) => Array.from({ length: samples }, () => random.chance(0.9)).filter(Boolean).length;
    const lucky = Array.from({ length: 1500 }, (_, index) =>
      handInOf(`s${index}`, {
        figures: [accuracyOf('public', right(300), 300), accuracyOf('hidden', right(300), 300)],
      }),
    );
    const listed = findLikenesses(lucky);
    assert.ok(listed.length <= 7, `${listed.length} of 1500`);
    assert.ok(listed.filter(({ strength }) => strength === 'strong').length <= 1);
  });
});

describe('The same wrong answers', () => {
  const rows = 500;
  const classes = 12;

  /** Answers of a model that is wrong at hard rows more often, and gives a wrong answer that suggests itself or another. */
  function answersOf(random: Random, skill: number): string[] {
    return Array.from({ length: rows }, (_, row) => {
      const right = row % classes;
      const hardness = ((row * 7919) % 100) / 100;
      if (!random.chance(skill * hardness ** 3)) return `${right}`;
      const wrong = random.chance(0.6) ? right + 1 : right + 1 + random.below(classes - 1);
      return `${wrong % classes}!`;
    });
  }

  function classOf(count: number, seed: number): [string, string[]][] {
    const random = new Random(seed);
    return Array.from({ length: count }, (_, index) => [`s${index}`, answersOf(random, random.between(0.3, 0.9))]);
  }

  function likenessesOf(answers: readonly (readonly [string, readonly string[]])[]) {
    return findLikenesses(answers.map(([id, own]) => handInOf(id, { model: modelWithAnswers(id, own.join(',')) })));
  }

  it('are not seen in classes where each errs alone, though hard rows are hard for all', () => {
    for (const seed of [1, 2, 3, 4, 5]) assert.deepEqual(found(likenessesOf(classOf(40, seed))), []);
  });

  it('of two that have most of them in common are a hint', () => {
    const all = classOf(40, 6);
    const source = all[3]?.[1] ?? [];
    const own = answersOf(new Random(77), 0.6);
    const copied = source.map((answer, row) => (row % 5 === 0 ? (own[row] ?? answer) : answer));
    const likenesses = likenessesOf([...all, ['copier', copied]]);
    assert.deepEqual(found(likenesses), ['same-answers hint: copier s3']);
    assert.match(likenesses[0]?.evidence[0] ?? '', /same wrong answer to \d+ rows .* were to be expected/);
  });

  it('are a hint in the smallest class where all answers are the same', () => {
    const own = answersOf(new Random(5), 0.6);
    assert.deepEqual(
      found(
        likenessesOf([
          ['a', own],
          ['b', own],
        ]),
      ),
      ['same-answers hint: a b'],
    );
    const right = own.map((answer) => answer.replace('!', ''));
    assert.deepEqual(
      likenessesOf([
        ['a', right],
        ['b', right],
      ]),
      [],
    );
  });

  it('are seen as equal scores where there are no classes', () => {
    const random = new Random(9);
    const scores = () => Array.from({ length: 100 }, () => random.between(5, 20).toFixed(3));
    const own = scores();
    assert.deepEqual(
      found(
        likenessesOf([
          ['a', own],
          ['b', own],
          ['c', scores()],
        ]),
      ),
      ['same-answers hint: a b'],
    );
  });
});
