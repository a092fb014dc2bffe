import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunningCommand } from './running-command.ts';
import { SampleCourse, grade, gradesIn } from './sample-course.ts';

/** Resolves when a folder has this many files of what was measured. */
function filled(folder: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (readdirSync(folder).filter((name) => name.endsWith('.json')).length < count) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(folder, look);
    look();
  });
}

describe('boardbench grade, interrupted', function () {
  this.timeout(120_000);
  const course = new SampleCourse();
  const students = 16;

  before(async () => {
    await course.write();
  });

  after(() => {
    course.remove();
  });

  it('leaves no grades, says so, and goes on from what was measured', async () => {
    const [handIns, out, cache] = ['class', 'grades', join('grades', 'cache')].map((name) => course.beside(name));
    assert.ok(handIns !== undefined && out !== undefined && cache !== undefined);
    mkdirSync(handIns);
    mkdirSync(cache, { recursive: true });
    const model = readFileSync(course.path('starter.tflite'));
    for (let student = 0; student < students; student++) {
      // What follows a model changes its bytes and nothing else.
      writeFileSync(join(handIns, `student ${student}.tflite`), Buffer.concat([model, Buffer.from([student])]));
    }
    const words = ['--rubric', course.path('rubric.yaml'), handIns, '--out', out];
    const command = new RunningCommand('grade', ...words);
    // The baseline, and at least one more.
    await filled(cache, 2);
    command.signal('SIGINT');
    assert.equal(await command.ended(), 1);
    assert.match(command.stderr, /grade\.interrupted/);
    assert.ok(!existsSync(join(out, 'grades.json')));
    const measured = readdirSync(cache).length;
    assert.ok(measured < students, 'it was interrupted too late to tell');
    const { status, stdout } = await grade(...words);
    assert.equal(status, 0);
    const [, again = ''] = /: (\d+) measured, \d+ known already/.exec(stdout) ?? [];
    assert.ok(Number(again) < students, stdout);
    assert.equal(gradesIn(out).students.length, students);
    assert.equal(new Set(gradesIn(out).students.map(({ total }) => total)).size, 1);
  });
});
