import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseResults } from '../../../submissions/results-file/read-results.ts';
import { RunningCommand } from './running-command.ts';
import {
  SampleCourse,
  broken,
  brokenFile,
  good,
  goodFile,
  grade,
  gradesIn,
  lazy,
  lazyFile,
  stateOf,
  totalsIn,
} from './sample-course.ts';
import type { Ended } from './sample-course.ts';

describe('boardbench grade on the sample assignment', function () {
  this.timeout(120_000);
  const course = new SampleCourse();
  const out = course.beside('grades');
  const handIns = course.path('hand-ins');
  let first: Ended;

  before(async () => {
    const { status, stdout } = await course.write();
    assert.equal(status, 0);
    assert.match(stdout, /boardbench grade --rubric/);
    first = await grade(...course.options, handIns, '--out', out);
  });

  after(() => {
    course.remove();
  });

  it('grades the good, the lazy and the broken hand-in', () => {
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /^3 students graded, 3 hand-ins: /m);
    const totals = totalsIn(out);
    assert.deepEqual(Object.keys(totals), [good, lazy, broken]);
    assert.ok((totals[good] ?? 0) > 85, `good: ${totals[good]}`);
    assert.ok((totals[lazy] ?? 0) > 25 && (totals[lazy] ?? 0) < 40, `lazy: ${totals[lazy]}`);
    assert.equal(totals[broken], 0);
    assert.match(first.stdout, /Tomás Ruiz +0 .*archive/);
  });

  it('writes a page to read and a results.json for each, and the tables', () => {
    for (const id of [good, lazy, broken]) {
      const page = readFileSync(join(out, 'students', id, 'feedback.html'), 'utf8');
      assert.match(page, /^<!doctype html>/i);
      assert.match(page, /Small and fast keyword spotting/);
      const results = JSON.parse(readFileSync(join(out, 'students', id, 'results.json'), 'utf8')) as { score: number };
      assert.equal(results.score, totalsIn(out)[id]);
      assert.ok(existsSync(join(out, 'students', id, 'feedback.md')));
    }
    const csv = readFileSync(join(out, 'grades.csv'), 'utf8');
    assert.match(csv, /^\ufeffstudent,id,/);
    assert.match(csv, /^Maja Østergård,40117,/m);
    for (const name of ['canvas.csv', 'moodle.csv', 'class.html', 'staff.html', 'staff.md']) {
      assert.ok(statSync(join(out, name)).size > 0, name);
    }
  });

  it('tells a student what is wrong without naming places on the disk of the staff', () => {
    for (const name of ['feedback.html', 'feedback.md', 'results.json']) {
      const text = readFileSync(join(out, 'students', broken, name), 'utf8');
      assert.match(text, /archive/);
      for (const place of [course.folder, tmpdir()]) assert.ok(!text.includes(place), `${name} names ${place}`);
    }
  });

  it('has names neither on the page of the class nor on its leaderboard', () => {
    const leaderboard = readFileSync(join(out, 'leaderboard.json'), 'utf8');
    assert.equal(parseResults(leaderboard, 'leaderboard.json').results.length, 2);
    for (const text of [leaderboard, readFileSync(join(out, 'class.html'), 'utf8')]) {
      for (const secret of ['Maja', 'Ruiz', good, broken, 'students.example', goodFile]) {
        assert.ok(!text.includes(secret), secret);
      }
    }
    assert.match(readFileSync(join(out, 'pseudonyms.csv'), 'utf8'), /,40117,Maja Østergård/);
    for (const name of ['pseudonym.key', 'pseudonyms.csv']) {
      if (process.platform !== 'win32') assert.equal(statSync(join(out, name)).mode & 0o077, 0, name);
    }
  });

  it('says the second time that nothing changed, and leaves every file as it was', async () => {
    const before = stateOf(out);
    const { status, stdout } = await grade(...course.options, handIns, '--out', out);
    assert.equal(status, 0);
    assert.match(stdout, /3 hand-ins: 0 measured, 3 known already/);
    assert.match(stdout, /^Nothing changed: 3 of 3 as before\.$/m);
    assert.deepEqual(stateOf(out), before);
  });

  it('prints one JSON document, and pseudonyms where it is asked to', async () => {
    const { status, stdout } = await grade(...course.options, handIns, '--out', out, '--json', '--anonymous');
    assert.equal(status, 0);
    const { students, changes } = JSON.parse(stdout) as {
      readonly students: readonly { readonly pseudonym: string; readonly total: number }[];
      readonly changes: { readonly same: number };
    };
    assert.equal(changes.same, 3);
    assert.deepEqual(
      students.map(({ total }) => total),
      Object.values(totalsIn(out)),
    );
    assert.ok(!stdout.includes('Maja') && !stdout.includes(good));
  });

  it('gives the same grades in another order, under other names and from relative paths, and shows staff the copies', async () => {
    const others = course.beside('others');
    mkdirSync(others);
    const copy = (from: string, to: string): void => {
      copyFileSync(join(handIns, from), join(others, to));
    };
    copy(lazyFile, '40118.tflite');
    copy(brokenFile, '40119 (1).zip');
    copy(brokenFile, '40119 (2).zip');
    copy(goodFile, '40117.zip');
    // Somebody else with the same.
    copy(goodFile, '11111.zip');
    const roster = course.beside('roster.csv');
    writeFileSync(roster, 'email;name;id\nx@y;Zoë;11111\n;Tomás;40119\n;=Hoa;40118\n;Maja;40117\n;Ana;50000\n');
    const otherOut = course.beside('others-out');
    const command = new RunningCommand(
      ...['grade', '--rubric', course.path('rubric.yaml'), '--roster', roster, '--out', otherOut],
      ...readdirSync(others)
        .toReversed()
        .map((name) => relative(process.cwd(), join(others, name))),
    );
    assert.equal(await command.ended(), 0, command.stderr);
    const { [good]: own, ...rest } = totalsIn(out);
    assert.deepEqual(totalsIn(otherOut), { ...rest, [good]: own, 11111: own, 50000: 0 });
    assert.match(command.stdout, /^Ana +0 .*nothing handed in$/m);
    assert.match(command.stdout, /^For staff alone: .*likeness/m);
    const copies = gradesIn(otherOut).likenesses.filter(({ students }) => students.length > 1);
    assert.deepEqual([...new Set(copies.map(({ students }) => students.join()))], [`11111,${good}`]);
    assert.ok(copies.some(({ strength }) => strength === 'certain'));
    assert.ok(!gradesIn(out).likenesses.some(({ students }) => students.length > 1));
    assert.match(readFileSync(join(otherOut, 'grades.csv'), 'utf8'), /^'=Hoa,/m);
  });

  it('says what changed when somebody hands in again, and what is new', async () => {
    const [again, againOut] = [course.beside('again'), course.beside('again-out')];
    mkdirSync(again);
    copyFileSync(join(handIns, brokenFile), join(again, brokenFile));
    await grade('--rubric', course.path('rubric.yaml'), again, '--out', againOut, '--quiet');
    copyFileSync(join(handIns, goodFile), join(again, brokenFile));
    copyFileSync(join(handIns, lazyFile), join(again, lazyFile));
    const { status, stdout } = await grade('--rubric', course.path('rubric.yaml'), again, '--out', againOut);
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^Since the last time: 1 new \(lethihoa\), 1 changed \(ruiztomas 0 → 9\d\.\d+\), 0 as before\.$/m,
    );
    // Whoever is gone has no pages either.
    renameSync(join(again, lazyFile), course.beside('taken-back'));
    const last = await grade('--rubric', course.path('rubric.yaml'), again, '--out', againOut);
    assert.match(last.stdout, /1 gone \(/);
    assert.equal(readdirSync(join(againOut, 'students')).length, 1);
  });

  it('judges on a hidden part, and tells no student of it', async () => {
    const hidden = course.path('hidden');
    const made = new RunningCommand(
      ...['dataset', 'generate', 'kws01', '--seed', '74211', '--samples', '48', '--out', hidden],
    );
    assert.equal(await made.ended(), 0, made.stderr);
    const rubric = course.path('hidden.yaml');
    const text = course.rubricWith((open) =>
      open
        .replace('# hidden: hidden', 'hidden: hidden')
        .replace(/(measure: accuracy)(\n +weight)/, '$1\n    data: hidden$2'),
    );
    writeFileSync(rubric, text);
    const hiddenOut = course.beside('hidden-out');
    const { status, stderr } = await grade('--rubric', rubric, handIns, '--out', hiddenOut);
    assert.equal(status, 0, stderr);
    assert.match(readFileSync(join(hiddenOut, 'grades.json'), 'utf8'), /of 48 right/);
    for (const name of ['feedback.html', 'feedback.md']) {
      const page = readFileSync(join(hiddenOut, 'students', good, name), 'utf8');
      assert.ok(!/of 48 right/.test(page), name);
    }
  });
});
