import assert from 'node:assert/strict';
import { staffSections } from '../../../../submissions/grading/outputs/staff-sections.ts';
import { madeClass } from './made-class.ts';

describe('What staff are told of noise', () => {
  it('is how far it reaches, and that a wide group is parted', async () => {
    const report = await madeClass();
    const bands = [{ measure: 'latency', relative: 0.0042, basis: '12 sessions' }] as const;
    const noise = staffSections({ ...report, grades: { ...report.grades, bands } }).find(({ id }) => id === 'noise');
    const [item] = noise?.items ?? [];
    assert.match(
      item?.what ?? '',
      /^latency: two runs of one program lie within 0\.42 % of each other \(12 sessions\)\./,
    );
    assert.match(
      item?.what ?? '',
      /parted at its widest gap, so that two who lie nearer than 0\.42 % may be judged apart/,
    );
  });
});
