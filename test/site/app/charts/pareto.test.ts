import assert from 'node:assert/strict';
import fc from 'fast-check';
import { paretoFront } from '../../../../site/app/charts/pareto.ts';

const points = fc.array(fc.record({ x: fc.integer({ min: 0, max: 50 }), y: fc.integer({ min: 0, max: 50 }) }));

describe('the Pareto front', () => {
  it('joins what no other point beats in both', () => {
    const fast = { x: 1, y: 9 };
    const thrifty = { x: 9, y: 1 };
    const both = { x: 4, y: 4 };
    const beaten = { x: 5, y: 5 };
    assert.deepEqual(paretoFront([beaten, thrifty, both, fast], 'less'), [fast, both, thrifty]);
    assert.deepEqual(paretoFront([beaten, thrifty, both, fast], 'more'), [fast]);
  });

  for (const better of ['less', 'more'] as const) {
    it(`beats or equals every point, and no point of it another one, where ${better} is better`, () => {
      const beats = (a: { x: number; y: number }, b: { x: number; y: number }): boolean =>
        a.x <= b.x && (better === 'less' ? a.y <= b.y : a.y >= b.y);
      fc.assert(
        fc.property(points, (all) => {
          const front = paretoFront(all, better);
          for (const point of all) assert.ok(front.some((best) => beats(best, point)));
          for (const one of front) {
            for (const other of front) assert.ok(one === other || !beats(one, other));
          }
        }),
      );
    });
  }

  it('is nothing of nothing', () => {
    assert.deepEqual(paretoFront([], 'less'), []);
  });
});
