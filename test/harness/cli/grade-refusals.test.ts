import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { SampleCourse, grade, stateOf } from './sample-course.ts';

describe('boardbench grade', function () {
  this.timeout(120_000);
  const course = new SampleCourse();
  const handIns = course.path('hand-ins');

  before(async () => {
    await course.write();
  });

  after(() => {
    course.remove();
  });

  it('refuses a rubric that is not in order, with every line that is wrong, and writes nothing', async () => {
    const rubric = course.path('wrong.yaml');
    writeFileSync(
      rubric,
      course.rubricWith((text) => text.replace('weight: 30', 'wieght: 30').replace('several: best', 'several: all')),
    );
    const out = course.beside('wrong-rubric');
    const { status, stderr } = await grade('--rubric', rubric, handIns, '--out', out);
    assert.equal(status, 2);
    assert.match(stderr, /line \d+.*did you mean weight/);
    assert.match(stderr, /line \d+.*several/);
    assert.match(stderr, /rubric\.invalid/);
    assert.ok(!existsSync(out));
    assert.equal((await grade('check', rubric)).status, 2);
  });

  it('refuses a roster with doubles, and grades nobody', async () => {
    const [roster, out] = [course.beside('doubles.csv'), course.beside('wrong-roster')];
    writeFileSync(roster, 'id,name\n1,Ann\n2,Bob\n1,Cem\n');
    const { status, stderr } = await grade(
      ...['--rubric', course.path('rubric.yaml'), '--roster', roster, handIns, '--out', out],
    );
    assert.equal(status, 2);
    assert.match(stderr, /line 2.*line 4/);
    assert.ok(!existsSync(`${out}/grades.json`));
  });

  it('says when the data of the staff are broken, and lays it on no student', async () => {
    const data = course.path('data');
    const rubric = course.path('data.yaml');
    writeFileSync(
      rubric,
      course.rubricWith((text) => text.replace('public: built-in', 'public: hand-ins')),
    );
    const { status, stderr } = await grade('--rubric', rubric, handIns, '--out', data);
    assert.equal(status, 1);
    assert.match(stderr, /grade\.data/);
    assert.ok(!existsSync(`${data}/grades.json`));
    assert.equal((await grade('check', rubric)).status, 1);
  });

  it('writes into no folder that holds something else, into none among the hand-ins, and asks for one', async () => {
    const before = stateOf(course.course);
    const taken = await grade(...course.options, handIns, '--out', course.course);
    assert.equal(taken.status, 1);
    assert.match(taken.stderr, /output\.not-empty/);
    const among = await grade(...course.options, handIns, '--out', course.path('hand-ins', 'grades'));
    assert.equal(among.status, 2);
    assert.match(among.stderr, /would be taken for a hand-in/);
    assert.equal((await grade(...course.options, handIns)).status, 2);
    assert.deepEqual(stateOf(course.course), before);
  });

  it('writes a rubric that is in order, and neither it nor a sample over what is there', async () => {
    const rubric = course.beside('new', 'rubric.yaml');
    assert.equal((await grade('init', rubric)).status, 0);
    const { status, stdout } = await grade('check', rubric);
    assert.equal(status, 0);
    assert.match(stdout, /is in order/);
    assert.match(stdout, /^Full marks: 100/m);
    const [text, before] = [readFileSync(rubric), stateOf(course.course)];
    for (const words of [[rubric], ['--sample', course.course]]) {
      assert.equal((await grade('init', ...words)).status, 1);
    }
    assert.deepEqual(readFileSync(rubric), text);
    assert.deepEqual(stateOf(course.course), before);
  });
});
