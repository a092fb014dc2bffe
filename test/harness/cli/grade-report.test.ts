import assert from 'node:assert/strict';
import { changesSince } from '../../../harness/cli/grade-report.ts';

function grades(students: readonly object[], sha256 = 'a'): string {
  return JSON.stringify({ rubric: { sha256 }, students });
}

describe('what changed since the last grades', () => {
  const [ann, bob] = [
    { id: 'ann', total: 50, choice: null },
    { id: 'bob', total: 70, choice: null },
  ];

  it('is not known of the first', () => {
    assert.equal(changesSince(null, grades([ann])), null);
  });

  it('is nothing where all is as it was', () => {
    assert.deepEqual(changesSince(grades([ann, bob]), grades([ann, bob])), {
      ...{ added: [], removed: [], changed: [], same: 2, rubric: false },
    });
  });

  it('is who is new, who is gone, and whose grade or its reasons are others', () => {
    const [better, reasoned] = [
      { ...bob, total: 80 },
      { ...ann, choice: 'the better one' },
    ];
    const before = grades([ann, bob, { id: 'cem', total: 1 }]);
    assert.deepEqual(changesSince(before, grades([reasoned, better, { id: 'dee', total: 2 }], 'b')), {
      added: ['dee'],
      removed: ['cem'],
      changed: [
        { id: 'ann', from: 50, to: 50 },
        { id: 'bob', from: 70, to: 80 },
      ],
      same: 0,
      rubric: true,
    });
  });
});
