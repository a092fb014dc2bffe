import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../repository-root.ts';
import { SampleCourse, brokenFile, goodFile, grade } from './sample-course.ts';

interface Results {
  readonly score: number;
  readonly output: string;
  readonly tests: readonly { readonly name: string; readonly visibility: string }[];
}

describe('boardbench grade one', function () {
  this.timeout(120_000);
  const course = new SampleCourse();
  const rubric = course.path('rubric.yaml');

  before(async () => {
    await course.write();
  });

  after(() => {
    course.remove();
  });

  it('prints the feedback, writes what it is asked for, and ends with 0 where all conditions hold', async () => {
    const [results, page, markdown] = ['results.json', 'page.html', 'page.md'].map((name) => course.beside(name));
    const { status, stdout, stderr } = await grade(
      ...['one', course.path('hand-ins', goodFile), '--rubric', rubric],
      ...['--results', results ?? '', '--page', page ?? '', '--markdown', markdown ?? ''],
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /\*\*9\d\.\d+ of 100 points\*\*/);
    assert.equal(readFileSync(markdown ?? '', 'utf8').trimEnd(), stdout.trimEnd());
    assert.match(readFileSync(page ?? '', 'utf8'), /^<!doctype html>/i);
    assert.ok((JSON.parse(readFileSync(results ?? '', 'utf8')) as Results).score > 90);
  });

  it('ends with 1 where nothing can be judged', async () => {
    const { status, stdout } = await grade('one', course.path('hand-ins', brokenFile), '--rubric', rubric);
    assert.equal(status, 1);
    assert.match(stdout, /archive/);
  });

  it('ends with 1 where a condition does not hold', async () => {
    const strict = course.path('strict.yaml');
    writeFileSync(
      strict,
      course.rubricWith((text) => text.replace('at-least: 88 %', 'at-least: 99 %')),
    );
    const handIn = course.path('hand-ins', goodFile);
    assert.equal((await grade('one', handIn, '--rubric', strict, '--quiet')).status, 1);
  });

  it('refuses a hand-in that is not there', async () => {
    const { status, stdout, stderr } = await grade('one', course.beside('nothing.zip'), '--rubric', rubric);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /nothing\.zip cannot be read: .*grade\.unreadable/s);
  });

  it('refuses metadata that are none', async () => {
    const metadata = course.beside('metadata.json');
    writeFileSync(metadata, '{');
    const { status, stderr } = await grade(
      'one',
      course.path('starter.tflite'),
      '--rubric',
      rubric,
      '--metadata',
      metadata,
    );
    assert.equal(status, 2);
    assert.match(stderr, /grade\.metadata/);
  });

  it("grades in Gradescope's container with the folder that `grade autograder` writes, ranks left out", async function () {
    if (spawnSync('bash', ['--version']).status !== 0) {
      console.warn('skipped: there is no bash');
      this.skip();
    }
    const root = course.beside('container');
    const ranked = course.path('ranked.yaml');
    const rank = '  - { id: first, measure: macs, weight: 5, extra: true, rank: { last: 0 % } }\n\nconditions:';
    writeFileSync(
      ranked,
      course.rubricWith((text) => text.replace('\nconditions:', rank)),
    );
    const made = await grade('autograder', '--rubric', ranked, '--out', join(root, 'source'));
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /left out/);
    // What setup.sh installs.
    symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'source', 'boardbench', 'node_modules'));
    mkdirSync(join(root, 'submission'));
    copyFileSync(course.path('starter.tflite'), join(root, 'submission', 'mine.tflite'));
    const metadata = {
      ...{ id: 9, created_at: '2026-10-09T14:22:32.365935-07:00', previous_submissions: [{}] },
      users: [{ id: 1234, name: 'Åse', email: 'a@b.example' }],
    };
    writeFileSync(join(root, 'submission_metadata.json'), JSON.stringify(metadata));
    const run = spawnSync('bash', [join(root, 'source', 'run_autograder')], {
      encoding: 'utf8',
      env: { ...process.env, AUTOGRADER_ROOT: root },
    });
    assert.equal(run.status, 0, run.stderr);
    const { score, output, tests } = JSON.parse(readFileSync(join(root, 'results', 'results.json'), 'utf8')) as Results;
    assert.ok(score > 25 && score < 40, String(score));
    assert.equal(tests.length, 5);
    assert.match(output, /when all have handed in/);
    // Without the program there are no results, and it says so.
    const broken = spawnSync('bash', [join(root, 'source', 'run_autograder')], {
      encoding: 'utf8',
      env: { ...process.env, AUTOGRADER_ROOT: course.beside('nowhere') },
    });
    assert.equal(broken.status, 1);
    assert.match(broken.stdout, /no fault of your hand-in/);
  });
});
