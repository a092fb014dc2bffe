import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSubmissionMetadata } from '../../../../submissions/grading/autograder/submission-metadata.ts';

describe("Gradescope's metadata of a submission", () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-metadata-'));
  const written = (text: string): string => {
    const file = join(folder, 'submission_metadata.json');
    writeFileSync(file, text);
    return file;
  };

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('says who handed in, when, and for the how-manieth time', async () => {
    const file = written(
      JSON.stringify({
        created_at: '2026-07-01T14:22:32.365935-07:00',
        users: [{ email: 'ann@b.example', id: 7, name: 'Ann Ó' }],
        previous_submissions: [{}, {}],
      }),
    );
    assert.deepEqual(await readSubmissionMetadata(file), {
      student: { id: '7', name: 'Ann Ó', email: 'ann@b.example' },
      handedInAt: new Date('2026-07-01T21:22:32.365Z'),
      attempt: 3,
    });
  });

  it('takes a group for one student with all names', async () => {
    const users = [
      { id: 7, name: 'Ann', email: 'a@b.example' },
      { id: 9, name: 'Bob', email: 'b@b.example' },
    ];
    const { student } = await readSubmissionMetadata(written(JSON.stringify({ users })));
    assert.deepEqual(student, { id: '7+9', name: 'Ann, Bob', email: 'a@b.example' });
  });

  it('does with what is there', async () => {
    for (const text of ['{}', '[]', 'null', '{"users":[null,3],"created_at":"soon","previous_submissions":4}']) {
      assert.deepEqual(await readSubmissionMetadata(written(text)), {
        student: { id: 'student', name: 'student', email: null },
        handedInAt: null,
        attempt: 1,
      });
    }
  });

  it('is refused where it is no JSON, or not there', async () => {
    await assert.rejects(readSubmissionMetadata(written('{')), { code: 'grade.metadata' });
    await assert.rejects(readSubmissionMetadata(join(folder, 'absent.json')), { code: 'grade.metadata' });
  });
});
