import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readRubric } from '../../../../submissions/grading/rubric/read-rubric.ts';
import { rubricAlone } from '../../../../submissions/grading/scoring/alone.ts';
import { repositoryRoot } from '../../../repository-root.ts';

describe('a rubric for one hand-in alone', () => {
  it('leaves out what goes by rank, and its points', async () => {
    const whole = await readRubric(join(repositoryRoot, 'docs', 'sample-assignment', 'rubric.yaml'));
    const [first, ...others] = whole.criteria;
    assert.ok(first !== undefined);
    const ranked = { ...first, scoring: { kind: 'rank', last: 0 } as const };
    const extra = { ...ranked, id: 'extra', isExtra: true, weight: 5 };
    const alone = rubricAlone({ ...whole, criteria: [ranked, ...others, extra] });
    assert.deepEqual(alone.ranked, [ranked, extra]);
    assert.deepEqual(alone.rubric.criteria, others);
    assert.equal(alone.rubric.points, 70);
    assert.deepEqual(rubricAlone(whole), { rubric: whole, ranked: [] });
  });
});
